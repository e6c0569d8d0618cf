"use strict";
// A reporter of node:test: results go over the report channel, by the random names of the tests.
const { Teller } = require("./telling.cjs");

module.exports = async function* tellResults(source) {
  const teller = new Teller();
  const titles = [];
  for await (const { type, data } of source) {
    if (type === "test:start") titles.splice(data.nesting, Infinity, data.name);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const failure = type === "test:fail" && !isExpected(data) ? { error: causeOf(data.details.error) } : undefined;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    teller.tell([...titles.slice(0, data.nesting), data.name], {
      skipped, failure, milliseconds: Math.max(0, data.details.duration_ms ?? 0),
    });
    yield "";
  }
  teller.end();
};

const isExpected = (data) => data.todo !== undefined;
const causeOf = (error) => error?.cause ?? error;
