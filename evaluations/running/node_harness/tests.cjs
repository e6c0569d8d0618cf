"use strict";
// The tests' process of a split run. The launcher started it beside the solution's; its own image
// cannot be read by others, and no byte of a test is anywhere else.
// Arguments: the descriptors of requests, of replies and of the solution's end.
const fs = require("node:fs");

const { readStatements } = require("./reading.cjs");
const { Recorder, furnish, runPiece } = require("./recording.cjs");
const { Remote, Stop } = require("./remote.cjs");
const { isBuiltin } = require("./syntax.cjs");
const { report } = require("./wire.cjs");

// Node opens a debugger at this signal, which anybody of the same user may send. The solution is
// loaded only after this line: it waits for the greeting.
process.on("SIGUSR1", () => {});

const WHOLE = "the whole script";

const recorder = new Recorder((key, outcome) => report({ event: "case", number: Number(key), ...outcome }));
const remote = new Remote(process.argv.slice(2).map(Number), recorder);
const isStop = (error) => error instanceof Stop || Boolean(remote.stopped);
recorder.isForeign = (error) => remote.isForeign(error);
const describeOwn = recorder.describe;
recorder.describe = (error) => remote.describe(error) ?? describeOwn(error);
const recordThrown = recorder.threw.bind(recorder);
recorder.threw = (key, error) => {
  remote.raiseIfStopped(); // the tests catch what they throw, but not this
  recordThrown(key, error);
};

/** Every piece in order. One that throws outside its assertions is a case of its own. */
async function runPieces(pieces, firstNumber) {
  let number = firstNumber;
  for (const piece of pieces) {
    try {
      await runPiece(piece);
    } catch (error) {
      remote.raiseIfStopped();
      if (!recorder.current?.open) {
        announce(number, piece);
        number += 1;
      }
      recorder.threw(String(number - 1), error);
    }
    remote.raiseIfStopped();
  }
  return number;
}

/** Name a case, so that what is not reached is known as well. */
function announce(number, { text, code, line }) {
  report({ event: "case", number, verdict: "not_run", name: (text ?? code).slice(0, 8000), code: line });
}

/** Let in what the solution offers; our own things come last, over whatever it calls the same. */
async function prepare(task, { helpers, names, setup }) {
  if (helpers) await runPiece({ code: helpers, line: 1 });
  const offered = remote.load({ main: task.main, entry: task.entry, names });
  if (offered.has(task.entry)) offered.set("candidate", offered.get(task.entry));
  for (const [name, value] of offered) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  furnish(recorder, (name) => (isBuiltin(name) ? require(name) : Object.fromEntries(offered)));
  for (const piece of setup) await runPiece(piece);
}

async function runTests(task) {
  const suite = readStatements(task);
  const { sites } = suite.plan;
  (sites.length ? sites : [{ text: WHOLE, line: 1 }]).forEach((site, number) => announce(number, site));
  await prepare(task, suite);
  return judge(suite.plan);
}

async function judge(plan) {
  const { length } = plan.sites;
  const count = await runPieces(plan.pieces(), length || 1);
  if (!length && count === 1) recorder.done(recorder.at("0"));
  return count;
}

async function main() {
  let count = 0;
  try {
    count = await runTests(JSON.parse(fs.readFileSync(0, "utf8")));
  } catch (error) {
    const stop = isStop(error) ? remote.stopped.event : { event: "setup failed", message: describeOwn(error) };
    report({ ...stop, number: Number(recorder.current?.key ?? -1), ...recorder.current?.notes });
    process.exit(0);
  }
  report({ event: "end", statements: count });
  process.exit(0);
}

main();
