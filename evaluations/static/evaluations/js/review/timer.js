// Active time: the tab is visible, nobody paused, something moved within the last two minutes. And a sign of
// life for the lease, once a minute while somebody is there.
import { request } from "../api.js";
import { minutesAndSeconds } from "./words.js";

const IDLE_MS = 120_000;
const HEARTBEAT_MS = 60_000;
const TICK_MS = 1_000;

let comparison = null;
let paused = false;
let lastActivity = performance.now();
let lastTick = performance.now();
let lastBeat = performance.now();

export function timeComparison(opened) {
  comparison = opened;
  lastBeat = performance.now();
  noteActivity();
  show();
}

export function setPaused(value) {
  paused = value;
  noteActivity();
}

function noteActivity() {
  lastActivity = performance.now();
}

const isActive = (now) => !paused && !document.hidden && now - lastActivity < IDLE_MS;

function tick() {
  const now = performance.now();
  const passed = Math.min(now - lastTick, 2 * TICK_MS); // a machine that slept was not reviewing
  lastTick = now;
  if (!comparison || comparison.sent || !isActive(now)) return;
  comparison.activeSeconds += passed / 1000;
  show();
  if (now - lastBeat >= HEARTBEAT_MS) beat(now);
}

async function beat(now) {
  lastBeat = now;
  const beating = comparison;
  const path = `/api/v1/assignments/${beating.token}/heartbeat/`;
  const response = await request("POST", path).catch(() => null);
  if (!response || beating !== comparison) return;
  const { state } = await response.json();
  if (beating.root.dataset.state === state) return;
  beating.root.dataset.state = state;
  document.dispatchEvent(new CustomEvent("outbox:changed"));
}

function show() {
  document.getElementById("clock").textContent = minutesAndSeconds(comparison.activeSeconds);
}

for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "scroll"]) {
  addEventListener(type, noteActivity, { passive: true, capture: true });
}
setInterval(tick, TICK_MS);
