"use strict";
// Which kind of module a file is: by its name, its package, and else by its syntax.
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

const TYPESCRIPT = [".ts", ".tsx", ".mts", ".cts"];
const OF_MODULES = [
  "Cannot use import statement outside a module", "Unexpected token 'export'",
  "Cannot use 'import.meta' outside a module", "await is only valid in async functions",
];

/** Whether JavaScript is an ES module. */
function isModule(source, file) {
  const extension = path.extname(file);
  if (extension === ".mjs") return true;
  if (extension === ".cjs") return false;
  return packageType(path.dirname(file)) === "module" || hasModuleSyntax(source);
}

function packageType(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).type;
  } catch {
    return folder === path.dirname(folder) ? undefined : packageType(path.dirname(folder));
  }
}

function hasModuleSyntax(source) {
  try {
    new vm.Script(Module.wrap(source));
    return false;
  } catch (error) {
    return OF_MODULES.some((text) => String(error.message).startsWith(text));
  }
}

const isTypeScript = (file) => TYPESCRIPT.includes(path.extname(file));

module.exports = { TYPESCRIPT, isModule, isTypeScript };
