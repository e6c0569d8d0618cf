// Moving through the rows of code: differences, the line under the hand, the place of a finding.
import { announce, word } from "./words.js";
import { setTab, showView } from "./views.js";

const DIFFERENT = "tr.cv-c, tr.cv-l, tr.cv-r";

function put(row, root) {
  for (const other of root.querySelectorAll("tr.here")) other.classList.remove("here");
  row.classList.add("here");
  row.scrollIntoView({ block: "center" });
}

/** First rows of runs of different lines. */
function differences(joint) {
  return Array.from(joint.querySelectorAll(DIFFERENT)).filter((row) => !row.previousElementSibling?.matches(DIFFERENT));
}

/** Go to the next (+1) or previous (-1) difference; in two panes this opens the aligned view. */
export async function goToDifference(root, step) {
  const stage = root.querySelector("#stage");
  if (stage.dataset.view === "panes") await showView(root, "aligned");
  const joint = root.querySelector("#joint");
  const starts = differences(joint);
  if (!starts.length) return announce(word("no_difference"));
  const here = starts.indexOf(joint.querySelector("tr.here"));
  const next = here < 0 ? (step > 0 ? 0 : starts.length - 1) : (here + step + starts.length) % starts.length;
  put(starts[next], root);
  return announce(word("difference", { n: next + 1, total: starts.length }));
}

/** The row that keys act on: the one under the pointer, else the one last chosen. */
export function rowAtHand(root) {
  return root.querySelector(".cv-pane tr[id]:hover") || root.querySelector(".cv-pane tr.here[id]");
}

/** Move the chosen line down or up within its pane. */
export function moveLine(root, step) {
  const pane = root.querySelector(".pane:has(tr.here)") || root.querySelector('.pane[data-side="left"]');
  const rows = Array.from(pane.querySelectorAll(".cv-pane tr[id]"));
  const here = rows.findIndex((row) => row.classList.contains("here"));
  const row = rows[Math.max(0, Math.min(rows.length - 1, here + step))];
  if (row) take(row, root);
}

/** The same height on the other side. */
export function changeSide(root) {
  const row = root.querySelector(".cv-pane tr.here[id]");
  const side = row?.closest(".pane").dataset.side === "left" ? "right" : "left";
  const rows = root.querySelectorAll(`.pane[data-side="${side}"] .cv-pane tr[id]`);
  const at = row ? Array.from(row.parentElement.children).indexOf(row) : 0;
  const target = rows[Math.min(at, rows.length - 1)];
  if (target) take(target, root);
}

function take(row, root) {
  put(row, root);
  const side = word(row.closest(".pane").dataset.side);
  announce(`${side} ${row.querySelector("th").textContent.trim()}: ${row.querySelector("td").textContent}`);
}

/** Show a row or a finding for a moment, wherever it stands. */
export function light(element) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  element.classList.add("lit");
  element.scrollIntoView({ block: "center" });
  if (element.tabIndex === -1) element.focus({ preventScroll: true });
}

/** From the dot in the gutter to the finding in the evidence. */
export function showFinding(root, id) {
  const finding = root.querySelector(`#${CSS.escape(id)}`);
  if (!finding) return;
  setTab(root, [finding.closest(".pane").dataset.side], "evidence");
  light(finding);
}

/** From the finding to its line in the code. */
export function showLine(root, { side, path, line }) {
  const files = Array.from(root.querySelectorAll(`.pane[data-side="${side}"] .file`));
  const index = Math.max(0, files.findIndex((file) => file.dataset.path === path));
  if (root.querySelector("#stage").dataset.view !== "panes") showView(root, "panes");
  setTab(root, [side], "code");
  const row = root.querySelector(`#${side}-${index}-${line}`);
  if (row) light(row);
}
