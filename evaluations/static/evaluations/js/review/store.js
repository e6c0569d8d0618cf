// localStorage of the person who is signed in; a store that is full or forbidden never breaks the page.

const prefix = `review:${document.body.dataset.user}:`;

/** @returns {any} the value, or undefined */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** @returns {boolean} whether it was kept */
export function keep(key, value) {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // Nothing was kept there either.
  }
}
