"use strict";
// A reporter of node:test: results go over the report channel, by the random names of the tests.
const { Teller } = require("./telling.cjs");

const byItsParts = (error) => error?.failureType === "subtestsFailed";
const causeOf = (error) => error?.cause ?? error;

module.exports = async function* tellResults(source) {
  const teller = new Teller();
  const titles = [];
  let part; // what the first part of the test under way failed of
  for await (const { type, data } of source) {
    if (type === "test:start") titles.splice(data.nesting, Infinity, data.name);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    const error = type === "test:fail" && !skipped ? data.details.error : undefined;
    const told = teller.tell([...titles.slice(0, data.nesting), data.name], {
      skipped, failure: error && { error: byItsParts(error) && part ? part : causeOf(error) },
      milliseconds: Math.max(0, data.details.duration_ms ?? 0),
    });
    if (told) part = undefined;
    else if (error && !byItsParts(error)) part ??= causeOf(error);
    yield "";
  }
  teller.end();
};
