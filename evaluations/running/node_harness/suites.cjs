"use strict";
// A file of tests for node:test or in the manner of Jest: every test gets a random name, and each
// can be turned into one that must fail.
const { findAssertions, mustFail } = require("./assertions.cjs");
const { applyEdits, around } = require("./edits.cjs");
const { parse, walk } = require("./syntax.cjs");

const TESTS = ["test", "it", "xtest", "xit", "fit"];
const SKIPPED = ["xtest", "xit", "xdescribe"];
const SKIPPING = ["skip", "todo"];
const FUNCTIONS = ["FunctionExpression", "ArrowFunctionExpression"];
// What stands between a test and an assertion that is reached whenever the test passes.
const STRAIGHT = ["BlockStatement", "ExpressionStatement", "AwaitExpression"];
const INVERTED = "} catch { return; } throw new Error(\"nothing was thrown\"); }";

/** Raises SyntaxError. */
class SuitePlan {
  constructor(code) {
    this.code = code;
    this.tree = parse(code);
    this.isModule = this.tree.sourceType === "module";
    this.sites = findTests(this.tree).map((test) => ({
      ...test, line: test.node.loc.start.line, text: code.slice(test.node.start, test.node.end),
      canary: test.body && failing(test.body), group: test.node,
    }));
    const hasOnly = /\b(test|it|describe)\.only\b|\bfit\b/.test(code);
    this.sites.forEach((site) => { site.maySkip ||= hasOnly; });
  }

  /** The file with random names, in which the tests that `isCanary` says must fail. */
  text(keyOf, isCanary) {
    const edits = this.sites.flatMap((site, number) => [
      ...naming(site, keyOf(number)), ...(isCanary(number) ? site.canary : []),
    ]);
    return applyEdits(this.code, edits);
  }
}

function findTests(tree) {
  const found = [];
  walk(tree, (node, ancestors) => {
    if (node.type !== "CallExpression" || !node.arguments.length) return;
    const words = wordsOf(node.callee);
    if (!TESTS.includes(words[0]) || isTable(node, ancestors.at(-1))) return;
    const body = node.arguments.findLast((each) => FUNCTIONS.includes(each.type));
    const maySkip = isSkipped(node, words) || ancestors.some((each) => isSkipped(each, wordsOf(each.callee)));
    found.push({ node, body, maySkip });
  });
  return found;
}

/** `test.each([1, 2])` in `test.each([1, 2])("name", ...)`, which is the test. */
const isTable = (node, parent) => parent?.type === "CallExpression" && parent.callee === node;

/** `it.skip.each(table)` -> it, skip, each. */
function wordsOf(callee) {
  switch (callee?.type) {
    case "Identifier": return [callee.name];
    case "MemberExpression": return [...wordsOf(callee.object), callee.property.name];
    case "CallExpression": return wordsOf(callee.callee);
    default: return [];
  }
}

function isSkipped(node, words) {
  if (node.type !== "CallExpression") return false;
  const options = node.arguments.filter((each) => each.type === "ObjectExpression").flatMap((each) => each.properties);
  return SKIPPED.includes(words[0]) || words.some((word) => SKIPPING.includes(word))
    || options.some((each) => SKIPPING.includes(each.key?.name));
}

function naming({ node }, key) {
  const [title] = node.arguments;
  if (FUNCTIONS.includes(title.type)) {
    return [{ start: title.start, end: title.start, text: `${JSON.stringify(key)}, `, rank: 4 }];
  }
  return around(title, `${JSON.stringify(`${key} `)} + (`, ")", 4);
}

/** Edits after which a test fails whenever it passes now. */
function failing(body) {
  const straight = findAssertions(body.body).filter(({ ancestors }) => ancestors.every((each) => STRAIGHT.includes(each.type)));
  const edits = straight.map(({ node }) => mustFail(node)).filter(Boolean).at(-1);
  return edits ?? (body.params.length ? undefined : around(body, "async () => { try { await (", `)(); ${INVERTED}`, 2));
}

module.exports = { SuitePlan };
