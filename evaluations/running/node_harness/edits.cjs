"use strict";
// Changes to a text at places of its syntax tree.

const REPLACEMENT = 9;

/**
 * The text from `start` to `end` with `edits` made. Where several begin at one place, those of a low
 * rank come first: what closes before what opens, what replaces last.
 */
function applyEdits(code, edits, start = 0, end = code.length) {
  const within = edits.filter((edit) => edit.start >= start && edit.end <= end);
  within.sort((one, other) => one.start - other.start || rankOf(one) - rankOf(other));
  const parts = [];
  let at = start;
  for (const edit of within) {
    parts.push(code.slice(at, edit.start), edit.text);
    at = Math.max(at, edit.end);
  }
  return parts.concat(code.slice(at, end)).join("");
}

const rankOf = (edit) => edit.rank ?? REPLACEMENT;

/** Two insertions around a node. The further out, the larger `depth` (1 to 4). */
function around(node, before, after, depth) {
  return [
    { start: node.start, end: node.start, text: before, rank: 8 - depth },
    { start: node.end, end: node.end, text: after, rank: depth - 1 },
  ];
}

module.exports = { applyEdits, around };
