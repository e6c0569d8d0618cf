"use strict";
// A suite of statements, cut into pieces that run one after the other, its assertions telling how
// they went: `assert.equal(f(1), 2)` becomes `__review__.done(__review__.at("k"), assert.equal(f(1), 2))`.
const { findAssertions, methodOf, mustFail } = require("./assertions.cjs");
const { applyEdits, around } = require("./edits.cjs");
const { freeNames, importAsDeclaration, isBuiltin, parse, walk } = require("./syntax.cjs");

const RECORDER = "__review__";
const DECLARATIONS = ["FunctionDeclaration", "VariableDeclaration", "ClassDeclaration", "ReturnStatement"];
const FUNCTIONS = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];
// Where a statement may stand for its failure not to keep the next from running.
const OPEN_PLACES = [
  "Program", "Program FunctionDeclaration BlockStatement",
  "Program VariableDeclaration VariableDeclarator ArrowFunctionExpression BlockStatement",
  "Program VariableDeclaration VariableDeclarator FunctionExpression BlockStatement",
];

/** Raises SyntaxError. `keyOf(number)` names each assertion, `isCanary(number)` says which must fail. */
class StatementPlan {
  /** `telling: false` leaves the assertions as they are: a preparation has no results. */
  constructor(code, { telling = true } = {}) {
    this.code = code;
    this.tree = parse(code);
    this.importing = this.tree.body.flatMap(importEdits);
    this.sites = (telling ? findAssertions(this.tree) : []).map(({ node, ancestors }) => ({
      node, line: node.loc.start.line, text: code.slice(node.start, node.end),
      canary: mustFail(node), maySkip: false, group: ownerOf(ancestors),
    }));
  }

  /** What is wanted of the solution: free names, and those that are imported from its files. */
  get names() {
    const imported = [];
    walk(this.tree, (node) => { imported.push(...namesFromSolution(node)); });
    return [...new Set([...freeNames(this.tree), ...imported])];
  }

  /** Texts to run in this order, each with the line where it stands; functions come first. */
  pieces(keyOf = String, isCanary = () => false) {
    const edits = [...this.importing];
    const guarded = new Set();
    this.sites.forEach((site, number) => {
      const key = JSON.stringify(keyOf(number));
      edits.push(...around(site.node, `${RECORDER}.done(${RECORDER}.at(${key}), `, ")", 3));
      edits.push(...(isCanary(number) ? site.canary : notingEdits(site, this.code)));
      if (!guarded.has(site.group)) edits.push(...guardingEdits(site.group, key));
      guarded.add(site.group);
    });
    const piece = ({ start, end, loc }) => ({ code: applyEdits(this.code, edits, start, end), line: loc.start.line });
    if (awaitsAtTop(this.tree)) {
      const whole = piece(this.tree);
      return [{ ...whole, code: `(async () => {\n${whole.code}\n})()`, line: whole.line - 1 }];
    }
    const isFunction = (node) => node.type === "FunctionDeclaration";
    const { body } = this.tree;
    return [...body.filter(isFunction), ...body.filter((node) => !isFunction(node))].map(piece);
  }
}

function namesFromSolution(node) {
  if (node.type === "ImportDeclaration" && !isBuiltin(node.source.value)) {
    return node.specifiers.map((each) => each.imported?.name ?? "default");
  }
  const isRequire = node.type === "VariableDeclarator" && node.init?.callee?.name === "require";
  if (!isRequire || node.id.type !== "ObjectPattern" || isBuiltin(String(node.init.arguments[0]?.value))) return [];
  return node.id.properties.map((each) => each.key?.name).filter(Boolean);
}

function importEdits(node) {
  if (node.type.startsWith("Export")) throw new SyntaxError("a suite of statements exports nothing");
  if (node.type !== "ImportDeclaration") return [];
  return [{ start: node.start, end: node.end, text: importAsDeclaration(node) }];
}

/** What fails in a statement that stands in the open keeps none after it from running. */
function guardingEdits(statement, key) {
  if (DECLARATIONS.includes(statement.type)) return [];
  return around(statement, "try { ", ` } catch (error) { ${RECORDER}.threw(${key}, error); }`, 4);
}

/** The statement in the open that an assertion belongs to; when one fails, its others are not reached. */
function ownerOf(ancestors) {
  const open = ancestors.filter((node, at) => at > 0 && isOpen(ancestors.slice(0, at)));
  return open.find((node) => !DECLARATIONS.includes(node.type)) ?? open[0];
}

const isOpen = (places) => OPEN_PLACES.includes(places.map((node) => node.type).join(" "));

/** `assert(a === b)` becomes `assert(__review__.same(a, b, true))`, which notes both. */
function notingEdits({ node }, code) {
  const [condition] = node.arguments;
  if (!["assert", "ok"].includes(methodOf(node)) || condition?.type !== "BinaryExpression") return [];
  const { left, right, operator } = condition;
  const between = code.slice(left.end, right.start);
  if (!["==", "==="].includes(operator) || between.includes("/")) return [];
  const start = left.end + between.indexOf(operator);
  return [
    ...around(condition, `${RECORDER}.same(`, `, ${operator === "==="})`, 1),
    { start, end: start + operator.length, text: "," },
  ];
}

function awaitsAtTop(tree) {
  let found = false;
  walk(tree, (node, ancestors) => {
    const waits = node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node.await);
    found ||= waits && !ancestors.some((each) => FUNCTIONS.includes(each.type));
    return !found;
  });
  return found;
}

module.exports = { StatementPlan };
