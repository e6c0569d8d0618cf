// Live progress of a campaign: a WebSocket while it holds, polling while it does not.
const POLL_MS = 4000;
const RETRY_MS = [1000, 2000, 5000, 10000];

const section = document.getElementById("progress");
const liveState = document.getElementById("live-state");
let retries = 0;
let polling = 0;

const value = (snapshot, path) => path.split(".").reduce((part, name) => part?.[name], snapshot);

function show(snapshot) {
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
  if (snapshot.state !== section.dataset.state) location.reload();
}

function duration(seconds) {
  const minutes = Math.round(seconds / 60);
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: minutes ? "minute" : "second",
    unitDisplay: "long",
  }).format(minutes || seconds);
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
    if (message.type === "progress") show(message);
  });
  socket.addEventListener("close", () => {
    startPolling();
    setTimeout(listen, RETRY_MS[Math.min(retries++, RETRY_MS.length - 1)]);
  });
}

async function poll() {
  const response = await fetch(section.dataset.poll, { credentials: "same-origin" }).catch(() => null);
  if (response?.ok) show(await response.json());
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
