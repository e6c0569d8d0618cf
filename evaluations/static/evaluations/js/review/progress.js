// How far, how long still: from the counts that came with the comparison, moved on by what was sent since.
import { word } from "./words.js";

let sentSince = 0;

/** A comparison that was fetched ahead still counts its forerunner as open. */
export function countSent() {
  sentSince += 1;
}

/** @param {HTMLElement} root @param {{fresh: boolean}} options fresh: its counts are of this moment */
export function showProgress(root, { fresh }) {
  if (fresh) sentSince = 0;
  const total = Number(root.dataset.total);
  const before = Number(root.dataset.done);
  const done = Math.min(total, before + sentSince);
  document.getElementById("progress-bar").max = Math.max(1, total);
  document.getElementById("progress-bar").value = done;
  document.getElementById("progress-count").textContent = word("progress", { n: Math.min(total, done + 1), total });
  document.getElementById("progress-time").textContent = timeLeft(root.dataset.minutes, total - before, total - done);
}

function timeLeft(minutes, openThen, openNow) {
  if (!minutes || openThen <= 0) return "";
  const left = Math.max(1, Math.round((Number(minutes) * openNow) / openThen));
  return word("minutes_left", { n: left });
}
