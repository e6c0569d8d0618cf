// The page's words in the reader's language, and the live region that says them aloud.

const words = JSON.parse(document.getElementById("words").textContent);

/** @param {string} key @param {Record<string, string | number>} [values] */
export function word(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** 62 -> "1:02" */
export function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
