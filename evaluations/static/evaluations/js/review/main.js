// The review page: wires keys, clicks and the outbox to the comparison on the screen.
import { prefer } from "../preferences.js";
import { openDialog } from "./dialogs.js";
import { wireDisplay } from "./display.js";
import { current, giveBack, open, reopenLast, submit, visit } from "./journey.js";
import { touchDraft } from "./autosave.js";
import { listenToKeys } from "./keyboard.js";
import { noteOn } from "./notes.js";
import { flush } from "./outbox.js";
import { changeSide, goToDifference, moveLine, rowAtHand, showFinding, showLine } from "./rows.js";
import { moveScale, rate } from "./scales.js";
import { chooseTab, chooseView, nextView, openFold, showView, toggleEvidence } from "./views.js";

const root = () => current.root;

function choose(value) {
  root().querySelector(`input[name=preference][value=${value}]`).click();
}

function cycleConfidence() {
  const points = Array.from(root().querySelectorAll("input[name=confidence]"));
  points[(points.findIndex((point) => point.checked) + 1) % points.length].click();
}

async function writeNote() {
  await showView(root(), "panes");
  const row = rowAtHand(root());
  if (row) noteOn(row);
  else moveLine(root(), 1);
}

listenToKeys({
  submit,
  digit: (point) => rate(root(), point),
  scale: (step) => moveScale(root(), step),
  keys: {
    q: () => choose("left_much_better"), w: () => choose("left_better"), e: () => choose("tie_good"),
    r: () => choose("both_bad"), t: () => choose("right_better"), y: () => choose("right_much_better"),
    f: cycleConfidence,
    m: () => root().querySelector("textarea[name=comment]").focus(),
    d: () => nextView(root()), x: () => toggleEvidence(root()),
    n: () => goToDifference(root(), 1), p: () => goToDifference(root(), -1),
    j: () => moveLine(root(), 1), k: () => moveLine(root(), -1), l: () => changeSide(root()), c: writeNote,
    o: () => root().querySelector("#prompt > summary").click(),
    s: () => giveBack("skip"), u: reopenLast,
    h: () => openDialog("guidelines"), "?": () => openDialog("keys"),
  },
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const view = at(".views [data-view]");
  if (view) return chooseView(root(), view.dataset.view);
  const tab = at(".pane-bar [data-tab]");
  if (tab) return chooseTab(root(), tab.closest(".pane"), tab.dataset.tab);
  const back = at("[data-gives-back]");
  if (back) return giveBack(back.dataset.givesBack);
  const fold = at(".cv-fold button");
  if (fold) return openFold(fold, { all: event.shiftKey });
  const dot = at(".cv-dot");
  if (dot) { event.preventDefault(); return showFinding(root(), dot.hash.slice(1)); }
  const line = at("[data-line]");
  if (line) return showLine(root(), line.dataset);
  const row = at(".cv-pane tr[id] > th")?.parentElement;
  return row ? noteOn(row, { extend: event.shiftKey }) : undefined;
});

document.addEventListener("evidence", () => {
  if (current.evidenceOpened) return;
  current.evidenceOpened = true;
  touchDraft();
});
document.addEventListener("toggle", (event) => {
  if (event.target.id === "prompt") prefer({ promptOpen: event.target.open });
}, true);
addEventListener("popstate", () => {
  const token = location.pathname.split("/")[2];
  if (token && token !== current.token) visit(token, { push: false });
});

wireDisplay();
open(document.getElementById("main"));
flush();
