// How this person likes to see things: kept in the browser at once and on the server soon after.
import { request } from "./api.js";

const KEY = "preferences";
const SAVE_AFTER_MS = 600;
const DEFAULTS = {
  theme: "system", fontSize: 13, tabWidth: 4, wrap: true, whitespace: false, syncScroll: false,
  shortcuts: true, view: "panes", promptOpen: true, split: 50,
};
let timer = 0;

/** Preferences as the server gave them, over those of the browser, over the defaults. */
function load() {
  const fromServer = document.getElementById("preferences");
  const server = fromServer ? JSON.parse(fromServer.textContent) : {};
  return { ...DEFAULTS, ...stored(), ...server };
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

export const preferences = load();

/** Change some preferences, keep them, tell whoever listens for the "preferences" event. */
export function prefer(changes) {
  Object.assign(preferences, changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
    localStorage.setItem("theme", preferences.theme);
  } catch {
    // A full or forbidden store costs only the memory of the browser; the server still keeps it.
  }
  document.documentElement.dataset.theme = preferences.theme;
  document.dispatchEvent(new CustomEvent("preferences", { detail: changes }));
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER_MS);
}

async function save() {
  const url = document.body.dataset.preferencesUrl;
  if (!url) return;
  await request("PUT", url, preferences, { keepalive: true }).catch(() => {});
}
