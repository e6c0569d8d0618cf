// Two panes, aligned, unified; code or evidence in each pane; folds that open.
import { request } from "../api.js";
import { prefer, preferences } from "../preferences.js";
import { word } from "./words.js";

const VIEWS = ["panes", "aligned", "unified"];
const FOLD_STEP = 10;
const SPINNER_AFTER_MS = 300;
const kept = new Map();

/** The HTML of a joint view, fetched once for each comparison. */
export function loadView(token, view) {
  const key = `${token} ${view}`;
  if (!kept.has(key)) {
    const loading = request("GET", `/review/${token}/fragment/?view=${view}`).then((answer) => answer.text());
    kept.set(key, loading.catch((error) => { kept.delete(key); throw error; }));
  }
  return kept.get(key);
}

/** Only the comparison on the screen and the next one are kept. */
export function forgetViews(tokens) {
  for (const key of kept.keys()) if (!tokens.includes(key.split(" ")[0])) kept.delete(key);
}

export async function showView(root, view) {
  const stage = root.querySelector("#stage");
  const joint = root.querySelector("#joint");
  stage.dataset.view = view;
  for (const button of root.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (view !== "panes") setTab(root, ["left", "right"], "code");
  arrangeJoint(root);
  if (view === "panes" || joint.dataset.shows === view) return;
  joint.dataset.shows = view;
  const waiting = setTimeout(() => say(joint, word("loading")), SPINNER_AFTER_MS);
  try {
    const html = await loadView(root.dataset.token, view);
    if (joint.dataset.shows === view) joint.innerHTML = html;
    document.dispatchEvent(new CustomEvent("rows", { detail: joint }));
  } catch {
    delete joint.dataset.shows;
    say(joint, word("view_failed"));
  } finally {
    clearTimeout(waiting);
  }
}

function say(joint, text) {
  const line = document.createElement("p");
  line.className = "loading";
  line.textContent = text;
  joint.replaceChildren(line);
}

/** Choose a view and remember it. */
export function chooseView(root, view) {
  prefer({ view });
  return showView(root, view);
}

export function nextView(root) {
  const now = VIEWS.indexOf(root.querySelector("#stage").dataset.view);
  return chooseView(root, VIEWS[(now + 1) % VIEWS.length]);
}

/** Show code or evidence on some sides. Returns whether any of them has that part. */
export function setTab(root, sides, tab) {
  let shown = false;
  for (const side of sides) {
    const pane = root.querySelector(`.pane[data-side="${side}"]`);
    if (!pane.querySelector(`[data-part="${tab}"]`)) continue;
    shown = true;
    pane.dataset.tab = tab;
    for (const part of pane.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== tab;
    for (const button of pane.querySelectorAll("[data-tab]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    }
  }
  arrangeJoint(root);
  if (shown && tab === "evidence") document.dispatchEvent(new CustomEvent("evidence"));
  return shown;
}

/** In a joint view the evidence of both sides takes the place of the common table. */
function arrangeJoint(root) {
  const stage = root.querySelector("#stage");
  const evidence = root.querySelector('.pane[data-tab="evidence"]');
  root.querySelector("#joint").hidden = stage.dataset.view === "panes" || Boolean(evidence);
}

export function toggleEvidence(root) {
  const open = root.querySelector('.pane[data-tab="evidence"]');
  return setTab(root, ["left", "right"], open ? "code" : "evidence");
}

/** Choosing a tab in a joint view moves both sides: one table cannot show half of itself. */
export function chooseTab(root, pane, tab) {
  const both = root.querySelector("#stage").dataset.view !== "panes";
  setTab(root, both ? ["left", "right"] : [pane.dataset.side], tab);
}

/** Open ten more lines of a fold, or all of it (Shift), by moving its rows out of the template. */
export function openFold(button, { all }) {
  const stand = button.closest("tbody");
  const store = stand.nextElementSibling;
  const rows = Array.from(store.content.children);
  const opened = all ? rows : rows.slice(0, FOLD_STEP);
  const body = document.createElement("tbody");
  body.append(...opened);
  stand.before(body);
  const left = rows.length - opened.length;
  button.textContent = String(left);
  button.dataset.count = String(left);
  if (!left) { store.remove(); stand.remove(); }
  document.dispatchEvent(new CustomEvent("rows", { detail: body }));
}

/** Whether one pane's scrolling moves the other. */
export function syncScroll(root) {
  const [left, right] = root.querySelectorAll('.pane [data-part="code"]');
  let leader = null;
  for (const [from, to] of [[left, right], [right, left]]) {
    from.addEventListener("scroll", () => {
      if (!preferences.syncScroll || leader === to) return;
      leader = from;
      to.scrollTop = from.scrollTop;
      requestAnimationFrame(() => { leader = null; });
    }, { passive: true });
  }
}
