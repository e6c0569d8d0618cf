// Notes on lines: click a line number, or C on the line at hand. Kept in the draft with everything else.
import { touchDraft } from "./autosave.js";
import { announce, word } from "./words.js";

let comparison = null;
let afterwards = null;

export function showNotes(opened) {
  comparison = opened;
  for (const note of opened.notes) place(note);
}

function files(side) {
  return Array.from(comparison.root.querySelectorAll(`.pane[data-side="${side}"] .file`));
}

function rowOf(note) {
  const index = files(note.side).findIndex((file) => file.dataset.path === note.path);
  return document.getElementById(`${note.side}-${index}-${note.last_line}`);
}

function placeOf(note) {
  const lines = note.first_line === note.last_line ? note.first_line : `${note.first_line}–${note.last_line}`;
  return word("note_place", { side: word(note.side), lines });
}

function rowFor(content) {
  const row = document.createElement("tr");
  row.className = "note-row";
  const cell = document.createElement("td");
  cell.append(content);
  row.append(document.createElement("th"), cell);
  return row;
}

function place(note) {
  const anchor = rowOf(note);
  if (!anchor) return;
  const box = document.createElement("div");
  box.className = "note";
  const edit = document.createElement("button");
  edit.type = "button";
  edit.className = "button quiet small";
  edit.textContent = word("edit");
  edit.setAttribute("aria-label", `${word("edit")}: ${placeOf(note)}`);
  const kind = document.createElement("b");
  kind.textContent = word(`category_${note.category}`);
  const text = document.createElement("p");
  text.textContent = note.text;
  box.append(edit, kind, text);
  const row = rowFor(box);
  edit.addEventListener("click", () => { row.remove(); openEditor(note); });
  anchor.after(row);
}

/** Write on this row. With `extend`, an open editor of the same file reaches as far as this row. */
export function noteOn(row, { extend = false } = {}) {
  const [side, index, line] = row.id.split("-");
  const path = files(side)[Number(index)].dataset.path;
  const open = comparison.root.querySelector(".note-editor");
  if (open) return extend ? open.extendTo?.(side, path, Number(line)) : open.querySelector("textarea").focus();
  const written = comparison.notes.find((note) => note.side === side && note.path === path && note.last_line === Number(line));
  if (written) return rowOf(written).nextElementSibling.querySelector("button").click();
  return openEditor({ side, path, first_line: Number(line), last_line: Number(line), category: "question", text: "" });
}

function openEditor(note) {
  const form = document.getElementById("note-template").content.cloneNode(true).querySelector("form");
  const row = rowFor(form);
  afterwards = document.activeElement;
  form.querySelector(".note-place").textContent = placeOf(note);
  form.elements.category.value = note.category;
  form.elements.text.value = note.text;
  form.extendTo = (side, path, line) => {
    if (side !== note.side || path !== note.path) return;
    note.first_line = Math.min(note.first_line, line);
    note.last_line = Math.max(note.last_line, line);
    form.querySelector(".note-place").textContent = placeOf(note);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); close(row, note, form); });
  form.querySelector('[data-note="remove"]').addEventListener("click", () => {
    form.elements.text.value = "";
    close(row, note, form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.stopPropagation(); form.requestSubmit(); }
    if (event.key === "Escape") { event.stopPropagation(); form.requestSubmit(); }
  });
  rowOf(note)?.after(row);
  form.elements.text.focus();
}

/** Esc keeps the text too; an empty note is no note. */
function close(row, note, form) {
  const text = form.elements.text.value.trim();
  const others = comparison.notes.filter((other) => other !== note);
  Object.assign(note, { text, category: form.elements.category.value });
  comparison.notes = text ? [...others, note] : others;
  row.remove();
  if (text) place(note);
  touchDraft();
  announce(text ? word("note_kept") : word("note_removed"));
  if (afterwards?.isConnected) afterwards.focus();
}
