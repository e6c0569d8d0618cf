// Runs before the first paint (a classic script in the head), so that no page flashes in the wrong theme.
// What the server knows of a signed-in person stands in data-theme already and wins.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme) return;
  try {
    root.dataset.theme = localStorage.getItem("theme") || "system";
  } catch {
    root.dataset.theme = "system";
  }
})();
