"use strict";
// Starts a solution as a program: a script, a module or TypeScript. Argument: its main file.
const Module = require("node:module");

const { ModuleLoader } = require("./esm.cjs");
const { isLoadedAsModule } = require("./loading.cjs");

const [main] = process.argv.splice(2, 1);
process.argv[1] = main;
if (isLoadedAsModule(main)) new ModuleLoader().import(main);
else Module._load(main, null, true); // so that `require.main === module`
