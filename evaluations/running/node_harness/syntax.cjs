"use strict";
// What can be read off the text of a suite: its syntax tree, its names, what it imports.
// Node's own parser; it is only reachable with --expose-internals, and no solution runs beside it.
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
const { builtinModules } = require("node:module");

const OF_A_MODULE = ["require", "module", "exports", "__filename", "__dirname", "arguments", "undefined"];
const UNREFERENCED = {
  MemberExpression: "property", Property: "key", MethodDefinition: "key", PropertyDefinition: "key",
  LabeledStatement: "label", BreakStatement: "label", ContinueStatement: "label",
};

/** The tree of a script or a module. Raises SyntaxError. */
function parse(code) {
  const options = { ecmaVersion: "latest", locations: true, allowHashBang: true };
  try {
    return acorn.parse(code, { ...options, sourceType: "script", allowAwaitOutsideFunction: true });
  } catch {
    return acorn.parse(code, { ...options, sourceType: "module" });
  }
}

/** Call `visit(node, ancestors)` for every node, parents first; it may return false to go no deeper. */
function walk(node, visit, ancestors = []) {
  if (visit(node, ancestors) === false) return;
  const inner = [...ancestors, node];
  for (const child of childrenOf(node)) walk(child, visit, inner);
}

function childrenOf(node) {
  return Object.values(node).flat().filter((value) => typeof value?.type === "string");
}

/** Names that the tests read and bind nowhere, and that are not the language's or node's own. */
function freeNames(tree) {
  const read = new Set();
  const bound = new Set([...Object.getOwnPropertyNames(globalThis), ...OF_A_MODULE]);
  walk(tree, (node, ancestors) => {
    boundBy(node).forEach((name) => bound.add(name));
    if (node.type === "Identifier" && isReference(node, ancestors.at(-1))) read.add(node.name);
  });
  return [...read].filter((name) => !bound.has(name));
}

function isReference(node, parent) {
  const field = UNREFERENCED[parent?.type];
  return !field || parent[field] !== node || Boolean(parent.computed || parent.shorthand);
}

function boundBy(node) {
  const named = node.id && node.type !== "VariableDeclarator" ? [node.id] : [];
  switch (node.type) {
    case "VariableDeclarator": return namesIn(node.id);
    case "FunctionDeclaration": case "FunctionExpression": case "ArrowFunctionExpression":
      return [...named, ...node.params].flatMap(namesIn);
    case "ClassDeclaration": case "ClassExpression": return named.flatMap(namesIn);
    case "CatchClause": return node.param ? namesIn(node.param) : [];
    case "ImportSpecifier": case "ImportDefaultSpecifier": case "ImportNamespaceSpecifier":
      return namesIn(node.local);
    default: return [];
  }
}

/** Names that a pattern binds: `{ a, b: [c] = [] }` binds a and c. */
function namesIn(pattern) {
  switch (pattern?.type) {
    case "Identifier": return [pattern.name];
    case "ObjectPattern": return pattern.properties.flatMap((each) => namesIn(each.value ?? each));
    case "ArrayPattern": return pattern.elements.flatMap(namesIn);
    case "AssignmentPattern": return namesIn(pattern.left);
    case "RestElement": return namesIn(pattern.argument);
    default: return [];
  }
}

const topNames = (node) => (node.declarations ?? [node]).flatMap((each) => (each.id ? namesIn(each.id) : []));

/**
 * The helpers of a prompt: its statements but for the one that binds `entry`, and what they bind. A
 * prompt often ends inside the function that is asked for; one that is no program has no helpers.
 */
function helpersOf(prompt, entry) {
  for (const ending of ["", "\n}", "\n})", "\n});"]) {
    try {
      const { body } = parse(prompt + ending);
      const others = body.filter((node) => !topNames(node).includes(entry));
      const code = others.map((node) => (prompt + ending).slice(node.start, node.end)).join("\n");
      return { code, names: others.flatMap(topNames) };
    } catch {
      continue;
    }
  }
  return { code: "", names: [] };
}

/** `import a, { b as c } from "m"` as a declaration that a script can hold. */
function importAsDeclaration(node) {
  const source = JSON.stringify(node.source.value);
  const bindings = node.specifiers.map((each) => {
    const local = each.local.name;
    if (each.type === "ImportNamespaceSpecifier") return `${local} = require(${source})`;
    if (each.type === "ImportDefaultSpecifier") return `${local} = require(${source}).default ?? require(${source})`;
    return `{ ${each.imported.name ?? JSON.stringify(each.imported.value)}: ${local} } = require(${source})`;
  });
  return bindings.length ? `const ${bindings.join(", ")};` : `require(${source});`;
}

const isBuiltin = (name) => name.startsWith("node:") || builtinModules.includes(name);

module.exports = { parse, walk, freeNames, helpersOf, importAsDeclaration, isBuiltin };
