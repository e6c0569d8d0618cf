"use strict";
// Starts a solution as a program: a script, a module or TypeScript. Argument: its main file.
const fs = require("node:fs");
const Module = require("node:module");
const { pathToFileURL } = require("node:url");

const { prepareLoading } = require("./loading.cjs");
const { isModule, isTypeScript } = require("./modules.cjs");

const [main] = process.argv.splice(2, 1);
const typescript = isTypeScript(main);
const modules = !typescript && isModule(fs.readFileSync(main, "utf8"), main);

process.argv[1] = main;
prepareLoading({ typescript, modules });
if (modules) import(pathToFileURL(main));
else Module._load(main, null, true); // so that `require.main === module`
