// The display popover: theme, size, tabs, wrapping, white space; and the width of the panes.
import { prefer, preferences } from "../preferences.js";

const NARROWEST = 20;
const STEP = 2;
const root = document.documentElement;

function apply() {
  root.style.setProperty("--code-size", `${preferences.fontSize}px`);
  root.style.setProperty("--code-tab", String(preferences.tabWidth));
  root.classList.toggle("wraps", preferences.wrap);
  for (const rows of document.querySelectorAll(".file .cv, #joint .cv")) showWhitespace(rows);
}

/** Controls of the popover and of the keys dialog; each names the preference it sets. */
export function wireDisplay() {
  for (const control of document.querySelectorAll("[data-preference]")) {
    const name = control.dataset.preference;
    const isSwitch = control.type === "checkbox";
    if (isSwitch) control.checked = preferences[name];
    else control.value = String(preferences[name]);
    control.addEventListener("input", () => prefer({ [name]: isSwitch ? control.checked : Number(control.value) }));
  }
  for (const input of document.querySelectorAll("#display input[name=theme]")) {
    input.checked = input.value === (root.dataset.theme || "system");
    input.addEventListener("change", () => prefer({ theme: input.value }));
  }
  document.addEventListener("preferences", apply);
  document.addEventListener("rows", ({ detail }) => showWhitespace(detail));
  apply();
}

/** Mark leading and trailing blanks and all tabs; the text itself stays what it was, so copying does too. */
function showWhitespace(rows) {
  for (const mark of rows.querySelectorAll(".cv-ws")) mark.replaceWith(...mark.childNodes);
  if (!preferences.whitespace) return;
  for (const cell of rows.querySelectorAll("tr:not(.note-row) > td")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach((text, index) => markBlanks(text, index === 0, index === texts.length - 1));
  }
}

function markBlanks(text, isFirst, isLast) {
  const wanted = new RegExp([isFirst && "^ +", isLast && " +$", "\\t"].filter(Boolean).join("|"), "g");
  const pieces = [];
  let at = 0;
  for (const found of text.data.matchAll(wanted)) {
    const mark = document.createElement("span");
    mark.className = found[0] === "\t" ? "cv-ws tab" : "cv-ws";
    mark.textContent = found[0];
    pieces.push(text.data.slice(at, found.index), mark);
    at = found.index + found[0].length;
  }
  if (pieces.length) text.replaceWith(...pieces, text.data.slice(at));
}

/** The bar between the panes: drag it, move it by arrow keys, double-click to reset. */
export function wireSplitter(comparisonRoot) {
  const splitter = comparisonRoot.querySelector(".splitter");
  const stage = comparisonRoot.querySelector("#stage");
  const move = (percent) => {
    const split = Math.round(Math.max(NARROWEST, Math.min(100 - NARROWEST, percent)));
    stage.style.setProperty("--split", String(split));
    splitter.setAttribute("aria-valuenow", String(split));
    return split;
  };
  move(preferences.split);
  splitter.addEventListener("pointerdown", (event) => splitter.setPointerCapture(event.pointerId));
  splitter.addEventListener("pointermove", (event) => {
    if (!splitter.hasPointerCapture(event.pointerId)) return;
    const box = stage.getBoundingClientRect();
    preferences.split = move(((event.clientX - box.left) / box.width) * 100);
  });
  splitter.addEventListener("pointerup", () => prefer({ split: preferences.split }));
  splitter.addEventListener("dblclick", () => prefer({ split: move(50) }));
  splitter.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    prefer({ split: move(preferences.split + step) });
  });
}
