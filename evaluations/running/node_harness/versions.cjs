"use strict";
// Versions of one suite: in each, some tests are changed so that they must fail, and nothing says
// which. Every test is itself in at least one version and a canary in at least one other, so whoever
// would make all pass, or guess, is found out.
const { randomBytes, randomInt } = require("node:crypto");

const FEW = 8; // below this, guessing which are changed would succeed too often with two versions
const MANY_VERSIONS = 2;
const FEW_VERSIONS = 4;
// Of four: in which of them a test is a canary; always in at least two.
const MASKS = Array.from({ length: 2 ** FEW_VERSIONS }, (_, mask) => mask)
  .filter((mask) => [2, 3].includes(bitsOf(mask)));

function bitsOf(mask) {
  return mask.toString(2).replaceAll("0", "").length;
}

/**
 * `render(keyOf, isCanary)` makes the content of one version. Sites of one group are canaries
 * together: when one fails, the others may not be reached.
 */
function makeVersions(sites, render) {
  const changeable = sites.filter((site) => site.canary);
  const few = groupsOf(changeable.filter((site) => !site.maySkip)).size < FEW;
  const chosen = new Map([...groupsOf(changeable)].map((group) => [group, chooseMask(few)]));
  const masks = sites.map((site) => (site.canary ? chosen.get(site.group) : 0));
  return Array.from({ length: few ? FEW_VERSIONS : MANY_VERSIONS }, (_, version) => {
    const names = sites.map(() => randomBytes(8).toString("hex"));
    const isCanary = (number) => Boolean((masks[number] >> version) & 1);
    return {
      content: render((number) => names[number], isCanary),
      keys: Object.fromEntries(names.map((name, number) => [name, [number, isCanary(number)]])),
    };
  });
}

const groupsOf = (sites) => new Set(sites.map((site) => site.group));
const chooseMask = (few) => (few ? MASKS[randomInt(MASKS.length)] : randomInt(1, 3));

module.exports = { makeVersions };
