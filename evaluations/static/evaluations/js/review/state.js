// One comparison on the screen: what its form says, as a draft and as a submission.

/**
 * @typedef {{side: string, path: string, first_line: number, last_line: number, category: string, text: string}} Note
 * @typedef {{root: HTMLElement, form: HTMLFormElement, token: string, campaign: string, state: string,
 *   policy: string, notes: Note[], evidenceOpened: boolean, activeSeconds: number, editedAt: number, sent: boolean,
 *   key: string}} Comparison
 */

/** A random UUID (version 4); crypto.randomUUID is missing where the page came without TLS. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** @param {HTMLElement} root @returns {Comparison} */
export function comparisonOf(root) {
  const { token, campaign, state, evidencePolicy } = root.dataset;
  return {
    root, token, campaign, state, policy: evidencePolicy, form: root.querySelector("#verdict"), notes: [],
    evidenceOpened: false, activeSeconds: 0, editedAt: 0, sent: false, key: uuid(),
  };
}

/** What the server keeps of this comparison: the draft, or the review that is reopened. */
export function keptByServer(root) {
  return JSON.parse(root.querySelector(":scope > script[type='application/json']").textContent);
}

/** @param {Comparison} comparison */
export function draftOf(comparison) {
  const data = new FormData(comparison.form);
  const ratings = {};
  for (const [name, value] of data) {
    const [criterion, side] = name.split(".");
    if (side) (ratings[criterion] ??= {})[side] = Number(value);
  }
  return {
    ratings,
    preference: data.get("preference") || "",
    confidence: data.has("confidence") ? Number(data.get("confidence")) : null,
    comment: data.get("comment"),
    notes: comparison.notes,
    active_seconds: Math.round(comparison.activeSeconds),
    evidence_opened: comparison.evidenceOpened,
    edited_at: comparison.editedAt,
  };
}

/** Fill the form from a draft; fields that the draft does not know stay as they are. */
export function applyDraft(comparison, draft) {
  const { form } = comparison;
  for (const [criterion, sides] of Object.entries(draft.ratings || {})) {
    for (const [side, points] of Object.entries(sides)) check(form, `${criterion}.${side}`, points);
  }
  check(form, "preference", draft.preference);
  check(form, "confidence", draft.confidence);
  form.elements.comment.value = draft.comment || "";
  comparison.notes = draft.notes || [];
  comparison.activeSeconds = draft.active_seconds || 0;
  comparison.evidenceOpened = Boolean(draft.evidence_opened);
  comparison.editedAt = draft.edited_at || 0;
}

function check(form, name, value) {
  const input = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(String(value ?? ""))}"]`);
  if (input) input.checked = true;
}

/** The groups that still need an answer, in reading order. @param {Comparison} comparison */
export function missingGroups(comparison) {
  const groups = comparison.form.querySelectorAll("[data-scale], .six");
  return Array.from(groups).filter((group) => !group.querySelector(":checked"));
}

/** The body of the submit. @param {Comparison} comparison */
export function submissionOf(comparison) {
  const { notes, edited_at: _, ...draft } = draftOf(comparison);
  return { idempotency_key: comparison.key, ...draft, line_comments: notes };
}
