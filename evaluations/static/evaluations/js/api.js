// Talking to the API: JSON in and out, the CSRF token from its cookie, one kind of error.

/** An answer that is not 2xx. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  /** @param {number} status @param {{code?: string, message?: string, details?: object}} body */
  constructor(status, body) {
    super(body.message || `HTTP ${status}`);
    this.status = status;
    this.code = body.code || "";
  }
}

const TIMEOUT_MS = 20_000;

/** @returns {string} */
export function csrfToken() {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}

/**
 * One request; resolves to the response, rejects with an ApiError.
 * @param {string} method @param {string} url @param {object} [body] @param {RequestInit} [options]
 */
export async function request(method, url, body, options = {}) {
  const headers = { Accept: "application/json, text/html" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...options,
    });
  } catch (error) {
    throw new ApiError(0, { code: "no_answer", message: String(error) });
  }
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  return response;
}
