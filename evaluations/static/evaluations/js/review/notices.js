// The strip under the header: offline, signed out, refused, late. Quiet when there is nothing to say.
import { dismissRefused, flush, refused, waiting } from "./outbox.js";
import { word } from "./words.js";

const box = document.getElementById("notices");
let failure = null;

/** @param {string} name @param {string} tone @param {(Node | string)[]} parts */
function banner(name, tone, ...parts) {
  const element = document.createElement("div");
  element.className = `banner ${tone}`;
  element.dataset.notice = name;
  element.append(...parts);
  return element;
}

function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button small";
  element.textContent = text;
  element.addEventListener("click", action);
  return element;
}

function link(text, href) {
  const element = document.createElement("a");
  element.href = href;
  element.textContent = text;
  return element;
}

function connection() {
  const count = waiting().length;
  const kept = count ? ` ${word("waiting", { n: count })}` : "";
  if (failure && [401, 403].includes(failure.status)) {
    const next = encodeURIComponent(location.pathname);
    const signIn = link(word("sign_in"), `${document.body.dataset.signIn}?next=${next}`);
    return [banner("signed-out", "warn", word("signed_out") + kept, signIn)];
  }
  if (!navigator.onLine || failure) {
    return [banner("offline", "warn", word("offline") + kept, button(word("try_again"), flush))];
  }
  return [];
}

function refusals() {
  return refused().map(({ token, message }) => banner(
    "refused", "bad", word("refused", { message }), link(word("open_it"), `/review/${token}/`),
    button(word("dismiss"), dismissRefused),
  ));
}

function standing() {
  const state = document.getElementById("main").dataset.state;
  return word(`state_${state}`) ? [banner("state", "", word(`state_${state}`))] : [];
}

/** Show what there is to say now. */
export function refreshNotices() {
  box.dataset.waiting = String(waiting().length);
  box.replaceChildren(...connection(), ...refusals(), ...standing());
}

document.addEventListener("outbox:failed", ({ detail }) => { failure = detail; refreshNotices(); });
document.addEventListener("outbox:sent", () => { failure = null; refreshNotices(); });
for (const type of ["outbox:changed", "outbox:posted"]) document.addEventListener(type, refreshNotices);
for (const type of ["online", "offline"]) addEventListener(type, refreshNotices);
