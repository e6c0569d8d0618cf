// The rating scales: the words of the point in focus, digits, and moving from scale to scale.

const scalesOf = (root) => Array.from(root.querySelectorAll("[data-scale]"));

/** Under the scales stand the words of the point that is hovered, focused or chosen. */
export function explainScales(root) {
  const line = root.querySelector("#anchor");
  const show = (input) => {
    const scale = input?.closest("[data-scale]");
    if (!scale) { line.textContent = line.dataset.hint; return; }
    const point = document.createElement("b");
    point.textContent = `${scale.dataset.name} · ${input.value}`;
    line.replaceChildren(point, ` ${input.getAttribute("aria-label").replace(/^\d+: /, "")}`);
  };
  const focused = () => {
    const scale = document.activeElement?.closest?.("[data-scale]");
    return scale && (scale.querySelector(":checked") || document.activeElement);
  };
  const scales = root.querySelector(".scales");
  scales.addEventListener("pointerover", (event) => show(event.target.closest("label")?.querySelector("input") || focused()));
  scales.addEventListener("pointerleave", () => show(focused()));
  scales.addEventListener("focusin", (event) => show(event.target));
  scales.addEventListener("change", (event) => show(event.target));
  scales.addEventListener("focusout", () => show(null));
  show(null);
}

/** The scale that digits go to: the focused one, else the first that is still empty. */
function scaleAtHand(root) {
  const scales = scalesOf(root);
  const focused = document.activeElement?.closest?.("[data-scale]");
  return focused || scales.find((scale) => !scale.querySelector(":checked")) || scales[0];
}

/** Rate the scale at hand and go on to the next. Returns whether the digit is a point of it. */
export function rate(root, point) {
  const scale = scaleAtHand(root);
  const input = scale?.querySelector(`input[value="${point}"]`);
  if (!input) return false;
  input.focus();
  input.click();
  const scales = scalesOf(root);
  const next = scales[scales.indexOf(scale) + 1];
  if (next) focusScale(next);
  return true;
}

/** Up and down move between scales; left and right choose within one, as the browser does it. */
export function moveScale(root, step) {
  const scales = scalesOf(root);
  const focused = document.activeElement?.closest?.("[data-scale]");
  if (!focused) return false;
  const next = scales[scales.indexOf(focused) + step];
  if (next) focusScale(next);
  return true;
}

function focusScale(scale) {
  (scale.querySelector(":checked") || scale.querySelector("input")).focus();
}
