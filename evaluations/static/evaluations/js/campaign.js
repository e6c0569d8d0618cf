// Live progress of a campaign: a WebSocket while it holds, polling while it does not.
import { show } from "./progress.js";

const POLL_MS = 4000;
const RETRY_MS = [1000, 2000, 5000, 10000];

const section = document.getElementById("progress");
const liveState = document.getElementById("live-state");
let retries = 0;
let polling = 0;

function take(snapshot) {
  show(section, snapshot);
  if (snapshot.state !== section.dataset.state) location.reload();
}

function listen() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${section.dataset.live}`);
  socket.addEventListener("open", () => {
    retries = 0;
    stopPolling();
    liveState.textContent = liveState.dataset.liveWords;
  });
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "progress") take(message);
  });
  socket.addEventListener("close", () => {
    startPolling();
    setTimeout(listen, RETRY_MS[Math.min(retries++, RETRY_MS.length - 1)]);
  });
}

async function poll() {
  const response = await fetch(section.dataset.poll, { credentials: "same-origin" }).catch(() => null);
  if (response?.ok) take(await response.json());
}

function startPolling() {
  if (polling) return;
  liveState.textContent = liveState.dataset.pollWords;
  polling = setInterval(poll, POLL_MS);
}

function stopPolling() {
  clearInterval(polling);
  polling = 0;
}

listen();
