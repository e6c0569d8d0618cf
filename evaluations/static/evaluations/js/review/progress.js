// How far, how long still: the counts the page came with, moved on by what was submitted on it. Counts of
// comparisons that are fetched ahead are not asked: they may or may not know of the review that is on its way.
import { waiting } from "./outbox.js";
import { word } from "./words.js";

const line = document.getElementById("progress");
const total = Number(line.dataset.total);
const doneAtFirst = Number(line.dataset.done) + waiting().filter((letter) => letter.method === "POST").length;
let submitted = 0;

/** A comparison was rated for the first time. */
export function countSubmitted() {
  submitted += 1;
}

export function showProgress() {
  const done = doneAtFirst + submitted;
  const all = Math.max(total, done);
  document.getElementById("progress-bar").max = Math.max(1, all);
  document.getElementById("progress-bar").value = done;
  document.getElementById("progress-count").textContent = word("progress", { n: Math.min(all, done + 1), total: all });
  document.getElementById("progress-time").textContent = timeLeft(done);
}

/** The server's estimate, shortened by the share that is done since. */
function timeLeft(done) {
  const leftAtFirst = total - doneAtFirst;
  if (!line.dataset.minutes || leftAtFirst <= 0 || done >= total) return "";
  const minutes = (Number(line.dataset.minutes) * (total - done)) / leftAtFirst;
  return word("minutes_left", { n: Math.max(1, Math.round(minutes)) });
}
