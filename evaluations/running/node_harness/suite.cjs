"use strict";
// A file of tests in one process with the solution: one version of it, in which some must fail.
// Arguments: the file, and whether it is `jest` or `node`.
const Module = require("node:module");

const { ModuleLoader } = require("./esm.cjs");
const { expect } = require("./expect.cjs");
const { describe, isLoadedAsModule } = require("./loading.cjs");
const { Runner } = require("./runner.cjs");
const { Teller } = require("./telling.cjs");
const { report } = require("./wire.cjs");

const [file, manner] = process.argv.slice(2);

/** Load the file; `provided` are modules of ours that it may import or require. */
async function load(provided = {}) {
  const { _load } = Module;
  Module._load = (name, ...rest) => (Object.hasOwn(provided, name) ? provided[name] : _load(name, ...rest));
  try {
    await (isLoadedAsModule(file) ? new ModuleLoader(provided).import(file) : require(file));
  } catch (error) {
    report({ event: "broken", verdict: "error", message: describe(error).slice(0, 2000) });
    process.exit(1);
  }
}

async function runLikeJest() {
  const teller = new Teller();
  const runner = new Runner((titles, result) => teller.tell(titles, result));
  const globals = { ...runner.globals(), expect };
  Object.assign(globalThis, globals);
  await load({ "@jest/globals": globals, vitest: globals });
  await runner.run();
  teller.end();
  process.exit();
}

if (manner === "jest") runLikeJest();
else load();
