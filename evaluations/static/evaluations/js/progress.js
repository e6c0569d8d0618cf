// Counts of work under way: numbers, bars, and the time that is left.
const value = (snapshot, path) => path.split(".").reduce((part, name) => part?.[name], snapshot);

/** Write a snapshot of counts into the elements that ask for them. */
export function show(section, snapshot) {
  for (const element of section.querySelectorAll("[data-count]")) {
    element.textContent = value(snapshot, element.dataset.count);
  }
  for (const bar of section.querySelectorAll("[data-bar]")) {
    bar.max = value(snapshot, `${bar.dataset.bar}.total`) || 1;
    bar.value = value(snapshot, `${bar.dataset.bar}.done`);
  }
  for (const element of section.querySelectorAll("[data-left]")) {
    const seconds = value(snapshot, `${element.dataset.left}.seconds_left`);
    element.textContent = seconds ? `${element.dataset.words.replace("{time}", duration(seconds))} ·` : "";
  }
}

function duration(seconds) {
  const minutes = Math.round(seconds / 60);
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: minutes ? "minute" : "second",
    unitDisplay: "long",
  }).format(minutes || seconds);
}
