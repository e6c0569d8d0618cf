"use strict";
// Where the assertions of a suite stand, and how each can be turned into one that must fail.
const { around } = require("./edits.cjs");
const { walk } = require("./syntax.cjs");

const OPPOSITES = new Map([
  ["equal", "notEqual"], ["strictEqual", "notStrictEqual"], ["deepEqual", "notDeepEqual"],
  ["deepStrictEqual", "notDeepStrictEqual"], ["throws", "doesNotThrow"], ["match", "doesNotMatch"],
  ["rejects", "doesNotReject"],
].flatMap(([one, other]) => [[one, other], [other, one]]));
const EQUALITIES = ["equal", "strictEqual", "deepEqual", "deepStrictEqual"];
const TRUTHS = ["assert", "ok"];
const ASSERTIONS = new Set([...OPPOSITES.keys(), "ok", "fail", "ifError", "partialDeepStrictEqual"]);
const EXACT_MATCHERS = ["toBe", "toEqual", "toStrictEqual"];

/** The method of an assertion (`equal`, `ok`, `console.assert`'s is `assert`), or undefined. */
function methodOf(node) {
  if (node.type !== "CallExpression") return undefined;
  const { callee } = node;
  if (callee.type === "Identifier") {
    return callee.name === "assert" || ASSERTIONS.has(callee.name) ? callee.name : undefined;
  }
  if (callee.type !== "MemberExpression" || callee.computed) return undefined;
  if (rootOf(callee) === "console") return callee.property.name === "assert" ? "assert" : undefined;
  return ["assert", "strict"].includes(rootOf(callee)) || rootOf(callee)?.startsWith("assert")
    ? callee.property.name : undefined;
}

function rootOf(node) {
  let inner = node;
  while (inner.type === "MemberExpression") inner = inner.object;
  return inner.type === "Identifier" ? inner.name : undefined;
}

/** `expect(x).not.toBe(y)` taken apart, or undefined for any other node. */
function expectationOf(node) {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return undefined;
  let inner = node.callee.object;
  let negation;
  while (inner.type === "MemberExpression") {
    if (inner.property.name === "not") negation = inner;
    inner = inner.object;
  }
  const isExpect = inner.type === "CallExpression" && inner.callee.name === "expect";
  return isExpect ? { matcher: node.callee.property, negation, expected: node.arguments[0] } : undefined;
}

/** All assertions in `tree`, outermost first; none is looked for inside another. */
function findAssertions(tree) {
  const found = [];
  walk(tree, (node, ancestors) => {
    if (!methodOf(node) && !expectationOf(node)) return true;
    found.push({ node, ancestors });
    return false;
  });
  return found;
}

/** Edits after which an assertion fails whenever it passes now; undefined when there are none. */
function mustFail(node) {
  const expectation = expectationOf(node);
  return expectation ? failingExpectation(expectation) : failingAssertion(node, methodOf(node));
}

function failingExpectation({ matcher, negation, expected }) {
  if (negation) return [{ start: negation.object.end, end: negation.end, text: "" }];
  const changed = EXACT_MATCHERS.includes(matcher.name) && otherLiteral(expected);
  return changed ? [changed] : [{ start: matcher.start, end: matcher.start, text: "not." }];
}

function failingAssertion(node, method) {
  const [first, second] = node.arguments;
  if (TRUTHS.includes(method) && first) return failingTruth(first);
  const changed = EQUALITIES.includes(method) && (otherLiteral(second) ?? otherLiteral(first));
  if (changed) return [changed];
  const name = node.callee.property ?? node.callee;
  return OPPOSITES.has(method) && node.callee.property
    ? [{ start: name.start, end: name.end, text: OPPOSITES.get(method) }] : undefined;
}

function failingTruth(condition) {
  const isEquality = condition.type === "BinaryExpression" && ["==", "==="].includes(condition.operator);
  const changed = isEquality && (otherLiteral(condition.right) ?? otherLiteral(condition.left));
  return changed ? [changed] : around(condition, "!(", ")", 2);
}

/** The change of one value inside a literal, in its own style, so that it is equal to what it was
 * under no comparison; undefined when the node is no literal. */
function otherLiteral(node) {
  if (!node) return undefined;
  const literal = isStringify(node) ? node.arguments[0] : node;
  const leaves = leavesOf(literal);
  if (!leaves) return undefined;
  if (!leaves.length) return emptyFilled(literal);
  const leaf = leaves[below(leaves.length)];
  return { start: leaf.start, end: leaf.end, text: otherValue(leaf) };
}

const isStringify = (node) => node.type === "CallExpression" && node.callee.property?.name === "stringify"
  && node.callee.object.name === "JSON" && node.arguments.length === 1;

const below = (count) => Math.floor(Math.random() * count);

/** The numbers, texts, booleans and nulls of a plain literal; undefined for any other expression. */
function leavesOf(node) {
  switch (node?.type) {
    case "Literal": return isLeaf(node) ? [node] : undefined;
    case "UnaryExpression":
      return node.operator === "-" && typeof node.argument.value === "number" ? [node] : undefined;
    case "ArrayExpression": return joined(node.elements.map(leavesOf));
    case "ObjectExpression": return joined(node.properties.map((each) => (isPair(each) ? leavesOf(each.value) : undefined)));
    default: return undefined;
  }
}

const isLeaf = (node) => node.raw === "null" || ["string", "number", "boolean"].includes(typeof node.value);
const isPair = (property) => property.type === "Property" && !property.computed && property.kind === "init";
const joined = (lists) => (lists.every(Boolean) ? lists.flat() : undefined);

/** `[]` becomes `[7]`, `{}` becomes `{ n: 7 }`; what holds such only is left alone. */
function emptyFilled({ type, elements, properties, start, end }) {
  if ((elements ?? properties).length) return undefined;
  return { start, end, text: type === "ArrayExpression" ? `[${below(10)}]` : `{ n: ${below(10)} }` };
}

function otherValue(node) {
  if (node.type === "UnaryExpression") return `-${otherNumber(node.argument.value)}`;
  if (node.value === null) return "0";
  if (typeof node.value === "boolean") return String(!node.value);
  return typeof node.value === "number" ? otherNumber(node.value) : otherText(node.raw);
}

/** Up or down alike, so that of the two numbers none looks like the first. Never of the other sign,
 * as the minus stands before it. */
function otherNumber(number) {
  const step = 1 + below(3);
  const moved = number >= step && below(2) ? number - step : number + step;
  const changed = Number.isInteger(number) ? moved : Number(moved.toPrecision(12)); // as one would write it
  return String(changed === number ? number / 2 : changed); // too large for a difference of one to count
}

/** One character changed for another of its kind, in the quotes that are there. */
function otherText(raw) {
  const inner = raw.slice(1, -1);
  const places = [...inner.matchAll(/[a-zA-Z0-9]/g)].map((match) => match.index);
  if (inner.includes("\\") || !places.length) return `${raw.slice(0, -1)}${"aeiou"[below(5)]}${raw[0]}`;
  const place = places[below(places.length)];
  return raw[0] + inner.slice(0, place) + neighbour(inner[place]) + inner.slice(place + 1) + raw[0];
}

function neighbour(character) {
  const kinds = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"];
  const kind = kinds.find((each) => each.includes(character));
  return kind[(kind.indexOf(character) + 1 + below(kind.length - 1)) % kind.length];
}

module.exports = { methodOf, findAssertions, mustFail };
