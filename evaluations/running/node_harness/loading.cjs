"use strict";
// Loading the files of a solution, the same way in every mode.
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const { ModuleLoader } = require("./esm.cjs");
const { TYPESCRIPT, isModule, isTypeScript } = require("./modules.cjs");
const { stripTypes } = require("./typescript.cjs");
const { textOf } = require("./values.cjs");

const PLACE = /(\/src\/(?!\.review\/)[^:)\n]+):(\d+)/g;

/** TypeScript can be required like JavaScript. */
for (const extension of TYPESCRIPT) {
  Module._extensions[extension] = (module, file) => module._compile(readAsScript(file), file);
}

/** Whether a file has to be loaded as an ES module; TypeScript becomes a script. */
const isLoadedAsModule = (file) => !isTypeScript(file) && isModule(fs.readFileSync(file, "utf8"), file);

function readAsScript(file) {
  const source = fs.readFileSync(file, "utf8");
  return isTypeScript(file) ? stripTypes(source, file) : source;
}

/**
 * Load the file `main` and look up `names` in it: what it binds at its top level, or exports. A
 * single exported function goes by the name `entry`. Returns a Map of those that are there.
 */
async function loadSolution(main, names, entry) {
  if (isLoadedAsModule(main)) return lookUp(await new ModuleLoader().import(main), new Map(), names, entry);
  const bound = new Map();
  const module = compile(main, readAsScript(main), names, bound);
  return lookUp(module.exports, bound, names, entry);
}

/** Run a script with a tail that hands over what it binds, exported or not. */
function compile(main, source, names, bound) {
  const module = new Module(main);
  module.filename = main;
  module.paths = Module._nodeModulePaths(path.dirname(main));
  module.offer = (name, value) => bound.set(name, value);
  const tail = names.map((name) => `if (typeof ${name} !== "undefined") module.offer("${name}", ${name});`);
  require.cache[main] = module;
  module._compile(`${source}\n;${tail.join(" ")}`, main);
  return module;
}

function lookUp(exported, bound, names, entry) {
  const found = new Map();
  const places = [exported, exported?.default].filter((each) => each !== null && each !== undefined);
  const whole = places.find((each) => typeof each === "function");
  for (const name of names) {
    const place = places.find((each) => Object.hasOwn(each, name));
    if (bound.has(name)) found.set(name, bound.get(name));
    else if (place) found.set(name, place[name]);
    else if (name === entry && whole) found.set(name, whole);
  }
  return found;
}

/** `TypeError: x is not a function (line 5)`: the line of `main`, or else of the nearest file. */
function describe(error, main) {
  if (!(error instanceof Error)) return `thrown: ${String(error).slice(0, 200)}`;
  const places = [...textOf(error, "stack").matchAll(PLACE)].map((match) => match.slice(1));
  const [file, line] = places.find(([each]) => each === main) ?? (main ? [] : places[0] ?? []);
  const text = `${textOf(error, "name")}: ${textOf(error, "message")}`;
  if (!line || /\(line \d+\)$/.test(text)) return text;
  return `${text} (${main ? "" : `${path.basename(file)}, `}line ${line})`;
}

module.exports = { isLoadedAsModule, loadSolution, describe };
