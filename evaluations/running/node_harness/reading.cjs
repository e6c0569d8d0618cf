"use strict";
// A suite of statements as it comes from outside: what it prepares, what it wants of the solution.
const { StatementPlan } = require("./statements.cjs");
const { helpersOf } = require("./syntax.cjs");
const { stripTypes } = require("./typescript.cjs");

/** Names that the tests are furnished with; a solution's own of that name are not asked for. */
const FURNISHED = ["assert", "plain", "raised", "candidate"];

/** The text of a suite without types. */
const plainCode = (code, task) => (task.typescript ? stripTypes(code, "suite.ts", { asModule: true }) : code);

/** A prompt may be any text, and is not at fault when it has no types to take away. */
function promptCode(task) {
  try {
    return plainCode(task.prompt, task);
  } catch {
    return "";
  }
}

/**
 * The plan of the statements, the pieces of the preparation, the prompt's helpers where the tests
 * use one, and the names wanted of the solution. Raises SyntaxError.
 */
function readStatements(task) {
  const plan = new StatementPlan(plainCode(task.code, task));
  const setup = new StatementPlan(plainCode(task.setup, task), { telling: false });
  const asked = new Set([...setup.names, ...plan.names].filter((name) => !FURNISHED.includes(name)));
  const helpers = helpersOf(promptCode(task), task.entry);
  const offered = helpers.names.filter((name) => asked.has(name));
  offered.forEach((name) => asked.delete(name));
  if (task.entry) asked.add(task.entry);
  return { plan, setup: setup.pieces(), helpers: offered.length ? helpers.code : "", names: [...asked] };
}

module.exports = { plainCode, readStatements };
