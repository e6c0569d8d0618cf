// Drafts: mirrored in the browser at each change, on the server within two seconds.
import { request } from "../api.js";
import { applyDraft, draftOf, keptByServer } from "./state.js";
import { forget, keep, recall } from "./store.js";
import { word } from "./words.js";

const SAVE_AFTER_MS = 900;
const RETRY_AFTER_MS = 5_000;

let comparison = null;
let timer = 0;
let dirty = false;

const mirrorKey = (token) => `draft:${token}`;
const url = (token) => `/api/v1/assignments/${token}/draft/`;

/** Restore the newer of the server's draft and the browser's mirror, then watch this comparison. */
export function watchDraft(opened) {
  saveNow();
  clearTimeout(timer);
  comparison = opened;
  const server = keptByServer(opened.root);
  const mirror = recall(mirrorKey(opened.token));
  const mirrorIsNewer = mirror && mirror.edited_at > (server.edited_at || 0);
  applyDraft(opened, mirrorIsNewer ? mirror : server);
  show("");
  if (mirrorIsNewer) schedule(0);
}

/** Something changed: mirror it now, save it soon. */
export function touchDraft() {
  if (!comparison || comparison.sent) return;
  comparison.editedAt = Date.now();
  keep(mirrorKey(comparison.token), draftOf(comparison));
  if (!dirty) schedule(SAVE_AFTER_MS);
}

/** The draft became a review that the server has: the mirror may go. */
export function dropMirror(token) {
  forget(mirrorKey(token));
}

export function stopWatching() {
  clearTimeout(timer);
  dirty = false;
}

function schedule(delay) {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

async function save() {
  const saving = comparison;
  dirty = false;
  try {
    await request("PUT", url(saving.token), draftOf(saving));
    if (saving === comparison) show(word("saved", { time: new Date().toLocaleTimeString() }));
  } catch (error) {
    if (saving !== comparison || saving.sent) return;
    show(word("kept_here"));
    if (error.status === 0 || error.status >= 500) schedule(RETRY_AFTER_MS);
  }
}

/** Leaving this comparison or the page: what is not on the server yet goes there, whatever comes. */
export function saveNow() {
  if (!dirty || !comparison || comparison.sent) return;
  dirty = false;
  request("PUT", url(comparison.token), draftOf(comparison), { keepalive: true, signal: undefined }).catch(() => {});
}

function show(text) {
  document.getElementById("saved").textContent = text;
}

addEventListener("pagehide", saveNow);
addEventListener("online", () => { if (dirty) schedule(0); });
