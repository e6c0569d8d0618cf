"use strict";
// What there is to run JavaScript and TypeScript with: names and versions.
const { COMPILER } = require("./typescript.cjs");

console.log("node", process.versions.node);
try {
  console.log("typescript", require(COMPILER.replace("lib/typescript.js", "package.json")).version);
} catch {
  // Debian's package node-typescript is not there.
}
