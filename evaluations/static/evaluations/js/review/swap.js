// The next comparison is fetched while this one is read, and put in its place without loading a page.
import { request } from "../api.js";
import { preferences } from "../preferences.js";
import { loadView } from "./views.js";

const QUIET_MS = 1_200;
let ahead = null;
let timer = 0;

/** @typedef {{token: string, root: HTMLElement} | null} Fetched */

/** One comparison as it would stand on the page. @returns {Promise<HTMLElement>} */
export async function fetchComparison(token) {
  const answer = await request("GET", `/review/${token}/fragment/`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.adoptNode(page.querySelector("main"));
}

/** Lease and fetch the next one; null when nothing is left. @returns {Promise<Fetched>} */
async function fetchNext(campaign) {
  const answer = await request("POST", `/api/v1/campaigns/${campaign}/assignments/next/`, { prefetch: true });
  if (answer.status === 204) return null;
  const { token } = await answer.json();
  if (preferences.view !== "panes") loadView(token, preferences.view).catch(() => {});
  return { token, root: await fetchComparison(token) };
}

/** Fetch ahead once the page is quiet. */
export function fetchAheadSoon(campaign) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    ahead ??= fetchNext(campaign);
    ahead.catch(() => { ahead = null; });
  }, QUIET_MS);
}

/** The comparison that was fetched ahead, or is fetched now; rejects when there is no connection. */
export function takeNext(campaign) {
  clearTimeout(timer);
  const next = ahead ?? fetchNext(campaign);
  ahead = null;
  return next;
}

/** Put a comparison on the page. @param {HTMLElement} fresh */
export function swapIn(fresh) {
  document.getElementById("main").replaceWith(fresh);
  fresh.classList.add("fresh");
}
