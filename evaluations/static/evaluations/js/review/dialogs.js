// Dialogs that open and close, and the one that gives a comparison back.
import { setPaused } from "./timer.js";

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog.open) return;
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  dialog.showModal();
  if (id === "pause") setPaused(true);
}

export const anyDialogOpen = () => Boolean(document.querySelector("dialog[open]"));

/** @param {"skip" | "decline"} verb @returns {Promise<{decline: boolean, reason: string} | null>} */
export function askToGiveBack(verb) {
  const dialog = document.getElementById("give-back");
  const form = document.getElementById("give-back-form");
  form.reset();
  form.elements.verb.value = verb;
  dialog.returnValue = "";
  openDialog("give-back");
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "give-back") return resolve(null);
      const reason = [form.elements.reason.value, form.elements.more.value.trim()].filter(Boolean).join(": ");
      return resolve({ decline: form.elements.verb.value === "decline", reason });
    }, { once: true });
  });
}

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => openDialog(button.dataset.opens));
}
for (const button of document.querySelectorAll("[data-closes]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
document.getElementById("pause").addEventListener("close", () => setPaused(false));
