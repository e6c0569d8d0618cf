"use strict";
// The versions of a suite, made before any solution is near: the suite comes over standard input as
// JSON, the versions go over the report channel as JSON.
const fs = require("node:fs");

const { plainCode, readStatements } = require("./reading.cjs");
const { SuitePlan } = require("./suites.cjs");
const { makeVersions } = require("./versions.cjs");
const { REPORT, writeAll } = require("./wire.cjs");

function versionsOfFile(task) {
  const plan = new SuitePlan(plainCode(task.code, task));
  const versions = makeVersions(plan.sites, (keyOf, isCanary) => plan.text(keyOf, isCanary));
  return { sites: plan.sites, versions, module: plan.isModule };
}

function versionsOfStatements(task) {
  const { plan, ...read } = readStatements(task);
  const versions = makeVersions(plan.sites, (keyOf, isCanary) => JSON.stringify(plan.pieces(keyOf, isCanary)));
  return { ...read, sites: plan.sites, versions };
}

function main() {
  const task = JSON.parse(fs.readFileSync(0, "utf8"));
  let answer;
  try {
    const { sites, ...made } = task.file ? versionsOfFile(task) : versionsOfStatements(task);
    answer = { ...made, sites: sites.map(({ text, line, maySkip }) => ({ text, line, maySkip })) };
  } catch (error) {
    answer = { fault: error.message };
  }
  writeAll(REPORT, Buffer.from(JSON.stringify(answer)));
}

main();
