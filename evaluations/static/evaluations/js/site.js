// What every ordinary page has: the theme switch, and menus that close.
import { prefer, preferences } from "./preferences.js";

for (const input of document.querySelectorAll("input[name=theme]")) {
  input.checked = input.value === (document.documentElement.dataset.theme || preferences.theme);
  input.addEventListener("change", () => prefer({ theme: input.value }));
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.user-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.user-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
