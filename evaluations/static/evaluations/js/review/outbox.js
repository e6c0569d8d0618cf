// Submitted reviews wait here, in the browser's store, until the server has acknowledged them: through lost
// networks, reloads and restarts. Each carries its idempotency key, so sending twice stores once.
import { request } from "../api.js";
import { keep, recall } from "./store.js";

/** @typedef {{token: string, method: "POST" | "PUT", body: object}} Letter */

const WAITING = "outbox";
const REFUSED = "refused";
const LONGEST_WAIT_MS = 30_000;

let attempt = 0;
let timer = 0;
let sending = null;

/** @returns {Letter[]} */
export const waiting = () => recall(WAITING) || [];
/** @returns {{token: string, message: string}[]} */
export const refused = () => recall(REFUSED) || [];

/** Keep a letter; one for each comparison. @param {Letter} letter @returns {boolean} whether the browser keeps it */
export function post(letter) {
  const kept = keep(WAITING, [...waiting().filter((other) => other.token !== letter.token), letter]);
  tell("posted", letter);
  return kept;
}

/** Send what waits; resolves to whether nothing waits any more. One round at a time. */
export function flush() {
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

export function dismissRefused() {
  keep(REFUSED, []);
  tell("changed");
}

async function sendAll() {
  clearTimeout(timer);
  for (let letter = waiting()[0]; letter; letter = waiting()[0]) {
    try {
      await request(letter.method, `/api/v1/assignments/${letter.token}/review/`, letter.body);
    } catch (error) {
      if (isTemporary(error)) return retryLater(error);
      keep(REFUSED, [...refused(), { token: letter.token, message: error.message }]);
      remove(letter);
      continue;
    }
    attempt = 0;
    remove(letter);
    tell("sent", letter);
  }
  tell("changed");
  return true;
}

/** No answer, a server in trouble, or a session that ran out: the review itself is not at fault. */
const isTemporary = (error) =>
  error.status === 0 || error.status >= 500 || [401, 403, 408, 425, 429].includes(error.status);

function retryLater(error) {
  const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt) * (0.75 + Math.random() / 2);
  attempt += 1;
  timer = setTimeout(flush, wait);
  tell("failed", { status: error.status });
  return false;
}

function remove(letter) {
  const key = letter.body.idempotency_key;
  keep(WAITING, waiting().filter((other) => other.body.idempotency_key !== key));
}

function tell(type, detail) {
  document.dispatchEvent(new CustomEvent(`outbox:${type}`, { detail }));
}

addEventListener("online", () => { attempt = 0; flush(); });
