"use strict";
// Results of tests by the random names that their titles begin with.
const { AssertionError } = require("node:assert");

const { describe } = require("./loading.cjs");
const { show } = require("./recording.cjs");
const { report } = require("./wire.cjs");

const KEY = /^([0-9a-f]{16})(?: |$)/;

class Teller {
  constructor() {
    this.counts = new Map();
    this.failed = 0;
    this.total = 0;
  }

  /**
   * `titles` end with the test's own; one that does not begin with a name of ours is left out.
   * Returns whether it was told of.
   */
  tell(titles, { skipped, failure, milliseconds }) {
    const key = KEY.exec(titles.at(-1))?.[1];
    if (!key) return false;
    const number = this.counts.get(key) ?? 0;
    this.counts.set(key, number + 1);
    this.total += 1;
    this.failed += failure ? 1 : 0;
    const path = [...titles.slice(0, -1), titles.at(-1).slice(key.length + 1)].join(" > ");
    report({
      event: "case", name: key, number, phase: path.slice(0, 2000), seconds: milliseconds / 1000,
      ...(skipped ? { verdict: "not_run" } : verdictOf(failure)),
    });
    return true;
  }

  /** The end of the run; the exit code must say the same. */
  end() {
    report({ event: "end", statements: this.total });
    process.exitCode = this.failed ? 1 : 0;
  }
}

function verdictOf(failure) {
  if (!failure) return { verdict: "passed" };
  const { error } = failure;
  if (!(error instanceof AssertionError)) return { verdict: "error", message: describe(error).slice(0, 2000) };
  return {
    verdict: "failed", message: String(error.message).slice(0, 2000),
    got: show(error.actual), expected: show(error.expected),
  };
}

module.exports = { Teller };
