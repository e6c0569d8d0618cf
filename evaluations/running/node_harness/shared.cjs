"use strict";
// Statements in one process with the solution, for values that cannot cross: forgeable, hence the
// versions, of which this is one. What must fail in it is not known here.
const fs = require("node:fs");

const { describe, loadSolution } = require("./loading.cjs");
const { Recorder, furnish, runPiece, show } = require("./recording.cjs");
const { report } = require("./wire.cjs");

const outcomes = new Map();
const recorder = new Recorder((key, outcome) => outcomes.set(key, outcome));

/** The function itself, with its last call noted; classes and values as they are. */
function noting(name, value) {
  if (typeof value !== "function" || /^class\b/.test(Function.prototype.toString.call(value))) return value;
  return new Proxy(value, {
    apply(target, self, given) {
      recorder.called(`${name}(${given.map(show).join(", ")})`);
      const result = Reflect.apply(target, self, given);
      recorder.returned(result);
      return result;
    },
  });
}

async function load(task) {
  try {
    return await loadSolution(task.main, task.names, task.entry);
  } catch (error) {
    report({ event: "broken", verdict: "error", message: describe(error, task.main) });
    return process.exit(0);
  }
}

async function prepare(task) {
  if (task.helpers) await runPiece({ code: task.helpers, line: 1 });
  const found = await load(task);
  if (found.has(task.entry)) found.set("candidate", found.get(task.entry));
  for (const [name, value] of found) {
    Object.defineProperty(globalThis, name, { value: noting(name, value), writable: true, configurable: true });
  }
  const local = require("node:module").createRequire(task.main);
  furnish(recorder, (name) => (name.startsWith(".") ? Object.fromEntries(found) : local(name)));
  for (const piece of task.setup) await runPiece(piece);
}

async function runPieces(pieces) {
  let broken = 0;
  for (const piece of pieces) {
    try {
      await runPiece(piece);
    } catch (error) {
      recorder.threw(`outside ${broken}`, error);
      broken += recorder.current.key === `outside ${broken}` ? 1 : 0;
    }
  }
}

async function main() {
  const task = JSON.parse(fs.readFileSync(0, "utf8"));
  recorder.describe = (error) => describe(error, task.main);
  try {
    await prepare(task);
  } catch (error) {
    report({ event: "setup failed", message: recorder.describe(error) });
    process.exit(0);
  }
  await runPieces(JSON.parse(task.pieces));
  for (const [key, outcome] of outcomes) report({ event: "case", name: key, number: 0, ...outcome });
  const failed = [...outcomes.values()].some(({ verdict }) => verdict !== "passed");
  report({ event: "end", statements: outcomes.size });
  process.exit(failed ? 1 : 0);
}

main();
