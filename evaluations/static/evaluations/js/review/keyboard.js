// Keys -> acts. Single keys are ignored in text fields and dialogs, and can be turned off (WCAG 2.1.4).
import { preferences } from "../preferences.js";
import { anyDialogOpen } from "./dialogs.js";

const TEXT = "textarea, select, input:not([type=radio], [type=checkbox], [type=range])";

/**
 * @param {{keys: Record<string, () => unknown>, digit: (point: number) => boolean,
 *   scale: (step: number) => boolean, submit: () => void}} acts
 */
export function listenToKeys(acts) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) return anyDialogOpen() ? undefined : act(event, acts.submit);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
    if (target.matches?.(TEXT)) return key === "Escape" ? target.blur() : undefined;
    if (anyDialogOpen()) return undefined;
    if (key === "ArrowUp" || key === "ArrowDown") return acts.scale(key === "ArrowDown" ? 1 : -1) && event.preventDefault();
    if (!preferences.shortcuts || event.repeat && !"jk".includes(key)) return undefined;
    if (/^[1-9]$/.test(key)) return acts.digit(Number(key)) && event.preventDefault();
    const named = acts.keys[key.length === 1 ? key.toLowerCase() : key];
    return named ? act(event, named) : undefined;
  });
}

function act(event, named) {
  event.preventDefault();
  named();
}
