// From one comparison to the next: submit, go on, reopen the last, give back, and the browser's back button.
import { csrfToken, request } from "../api.js";
import { preferences } from "../preferences.js";
import { dropMirror, saveNow, stopWatching, touchDraft, watchDraft } from "./autosave.js";
import { askToGiveBack } from "./dialogs.js";
import { showNotes } from "./notes.js";
import { refreshNotices } from "./notices.js";
import { flush, post, waiting } from "./outbox.js";
import { countSubmitted, showProgress } from "./progress.js";
import { explainScales } from "./scales.js";
import { comparisonOf, missingGroups, submissionOf } from "./state.js";
import { keep, recall } from "./store.js";
import { fetchAheadSoon, fetchComparison, swapIn, takeNext } from "./swap.js";
import { timeComparison } from "./timer.js";
import { forgetViews, showView, syncScroll } from "./views.js";
import { wireSplitter } from "./display.js";
import { announce, word } from "./words.js";

/** @type {import("./state.js").Comparison} */
export let current;
let leaving = false;
/** Token of the comparison that was left to reopen another one. */
let returnTo = "";
const TRY_AGAIN_MS = 5_000;
const lastKey = (campaign) => `last:${campaign}`;

/** Bring a comparison to life. @param {HTMLElement} root */
export function open(root) {
  current = comparisonOf(root);
  wireForm(root);
  watchDraft(current);
  showNotes(current);
  showProgress();
  explainScales(root);
  wireSplitter(root);
  syncScroll(root);
  timeComparison(current);
  if (preferences.view !== "panes") showView(root, preferences.view);
  const prompt = root.querySelector("#prompt");
  prompt.open = preferences.promptOpen;
  nameSubmit();
  refreshNotices();
  tellShown();
  fetchAheadSoon(current.campaign);
}

/** @returns {boolean} */
const isReopened = () => ["submitted", "late"].includes(current.state);

function wireForm(root) {
  const form = root.querySelector("#verdict");
  form.addEventListener("input", (event) => {
    event.target.closest(".missing")?.classList.remove("missing");
    touchDraft();
    nameSubmit();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
}

function nameSubmit() {
  const words = isReopened() ? (current.editedAt ? "submit_change" : "go_on") : "submit";
  document.getElementById("submit-words").textContent = word(words);
}

/** The lease starts when the comparison is seen; one that ran out while it waited is replaced. */
async function tellShown() {
  const shown = current;
  try {
    const answer = await request("POST", `/api/v1/assignments/${shown.token}/shown/`);
    const { state } = await answer.json();
    if (shown === current && shown.root.dataset.state !== state) {
      shown.root.dataset.state = state;
      refreshNotices();
    }
  } catch (error) {
    if (error.status === 404 && shown === current && !shown.editedAt) goOn();
  }
}

/** Keep the review in the outbox, then go on at once; sending happens behind. */
export function submit() {
  if (!current || current.sent) return undefined;
  if (isReopened() && !current.editedAt) return goOn();
  const missing = missingGroups(current);
  if (missing.length) return showMissing(missing);
  current.sent = true;
  stopWatching();
  post({ token: current.token, method: isReopened() ? "PUT" : "POST", body: submissionOf(current) });
  keep(lastKey(current.campaign), current.token);
  if (!isReopened()) countSubmitted();
  const sending = flush();
  return opensEvidence() ? openEvidence(sending) : goOn();
}

function showMissing(groups) {
  for (const group of groups) group.classList.add("missing");
  (groups[0].querySelector("input")).focus();
  const names = groups.map((group) => group.dataset.name || word("overall"));
  document.getElementById("saved").textContent = word("missing", { n: names.length });
  announce(word("still_to_rate", { names: names.join("; ") }));
}

/** Under "after a first verdict" the stored verdict opens the evidence of the same comparison. */
const opensEvidence = () => current.policy === "after_first_verdict" && !isReopened();

async function openEvidence(sending) {
  const { token } = current;
  if (!(await sending)) return goOn();
  return show(await fetchComparison(token));
}

/** Back to what was left, else to the next one, else to the page that says nothing is left. */
export async function goOn() {
  let root;
  try {
    root = returnTo ? await fetchComparison(returnTo) : (await takeNext(current.campaign))?.root;
  } catch (error) {
    return error.status === 0 || error.status >= 500 ? waitForConnection() : leave();
  }
  returnTo = "";
  return root ? show(root) : leave();
}

function show(root, { push = true } = {}) {
  swapIn(root);
  if (push) history.pushState(null, "", `/review/${root.dataset.token}/`);
  open(root);
  forgetViews([current.token]);
  root.querySelector("#problem-title").focus({ preventScroll: true });
  const title = root.querySelector("#problem-title").textContent;
  announce(`${document.getElementById("progress-count").textContent}: ${title}`);
}

/** Try again when something was sent, when the browser is back online, or after a while. */
function waitForConnection() {
  const waited = current;
  const tries = new AbortController();
  const again = () => {
    if (tries.signal.aborted) return;
    tries.abort();
    clearTimeout(timer);
    if (waited === current) goOn();
  };
  const timer = setTimeout(again, TRY_AGAIN_MS);
  document.addEventListener("outbox:sent", again, { signal: tries.signal });
  addEventListener("online", again, { signal: tries.signal });
  document.getElementById("saved").textContent = word("waits_for_connection");
  announce(word("waits_for_connection"));
}

/** Nothing is left, or not now: the server's own page says so, once all reviews are sent. */
async function leave() {
  if (leaving) return;
  if (!(await flush())) { waitForConnection(); return; }
  leaving = true;
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/campaigns/${current.campaign}/rate/`;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = csrfToken();
  form.append(token);
  document.body.append(form);
  form.submit();
}

/** Open the review that was submitted last, to change it. */
export async function reopenLast() {
  const token = recall(lastKey(current.campaign));
  if (!token || token === current.token) return announce(word("nothing_to_reopen"));
  if (waiting().some((letter) => letter.token === token)) return announce(word("not_sent_yet"));
  returnTo = isReopened() ? returnTo : current.token;
  return visit(token, { push: true });
}

/** Another comparison by its token, without loading a page if that is possible. */
export async function visit(token, { push }) {
  try {
    show(await fetchComparison(token), { push });
  } catch (error) {
    if (error.status === 0) announce(word("offline"));
    else location.assign(`/review/${token}/`);
  }
}

export async function giveBack(verb) {
  if (isReopened()) return announce(word("already_submitted"));
  const answer = await askToGiveBack(verb);
  if (!answer) return undefined;
  saveNow();
  try {
    await request("POST", `/api/v1/assignments/${current.token}/skip/`, answer);
  } catch (error) {
    return announce(error.message);
  }
  current.sent = true;
  return goOn();
}

document.addEventListener("outbox:sent", ({ detail }) => {
  dropMirror(detail.token);
  if (detail.token === current.token && !current.sent) goOn();
});
