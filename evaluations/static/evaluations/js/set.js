// Work under way in a set of problems: asked for every few seconds until it is done.
import { show } from "./progress.js";

const POLL_MS = 4000;
const section = document.getElementById("progress");

async function poll() {
  const response = await fetch(section.dataset.poll, { credentials: "same-origin" }).catch(() => null);
  if (response?.ok) {
    const snapshot = await response.json();
    show(section, snapshot);
    if (!snapshot.under_way) return location.reload();
  }
  setTimeout(poll, POLL_MS);
}

poll();
