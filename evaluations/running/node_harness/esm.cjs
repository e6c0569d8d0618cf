"use strict";
// ES modules, loaded in this thread: node's own way to adapt its loader takes a second thread, with
// more address space than a bounded process has. Relative imports need no extension.
const fs = require("node:fs");
const { createRequire, isBuiltin } = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");

const { isModule } = require("./modules.cjs");

const ENDINGS = ["", ".js", ".mjs", ".cjs", "/index.js", "/index.mjs"];
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** Loads modules and remembers them, so that each runs once. */
class ModuleLoader {
  /** `provided` are modules of ours, by the names under which they are imported. */
  constructor(provided = {}) {
    this.loaded = new Map();
    this.provided = provided;
  }

  /** What the file exports, once it has run. */
  async import(file) {
    const module = this.load(file);
    await this.finish(module);
    return module.namespace;
  }

  async finish(module) {
    if (module.status === "unlinked") await module.link((name, { identifier }) => this.find(name, identifier));
    await module.evaluate();
  }

  find(name, from) {
    if (Object.hasOwn(this.provided, name)) return this.wrap(name, () => this.provided[name]);
    if (isBuiltin(name)) return this.wrap(name, () => require(name));
    const file = resolve(name, from);
    return file.endsWith(".mjs") || isSourceOfModule(file) ? this.load(file) : this.wrap(file, () => require(file));
  }

  load(file) {
    if (!this.loaded.has(file)) {
      this.loaded.set(file, new vm.SourceTextModule(fs.readFileSync(file, "utf8"), {
        identifier: file,
        initializeImportMeta: (meta) => Object.assign(meta, {
          url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file),
        }),
        importModuleDynamically: async (name) => {
          const module = this.find(name, file);
          await this.finish(module);
          return module;
        },
      }));
    }
    return this.loaded.get(file);
  }

  /** What is no module, as one: its properties are exports, and the whole is the default. */
  wrap(name, load) {
    if (!this.loaded.has(name)) {
      const whole = load();
      const keys = new Set(Object.keys(Object(whole)).filter((key) => NAME.test(key) && key !== "default"));
      this.loaded.set(name, new vm.SyntheticModule([...keys, "default"], function setExports() {
        for (const key of keys) this.setExport(key, whole[key]);
        this.setExport("default", whole);
      }, { identifier: name }));
    }
    return this.loaded.get(name);
  }
}

const isSourceOfModule = (file) => file.endsWith(".js") && isModule(fs.readFileSync(file, "utf8"), file);

function resolve(name, from) {
  if (!/^(file:|\.{0,2}\/)/.test(name)) return createRequire(from).resolve(name);
  const wanted = name.startsWith("file:") ? new URL(name).pathname : path.resolve(path.dirname(from), name);
  const found = ENDINGS.map((ending) => wanted + ending).find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
  if (!found) throw new Error(`Cannot find module '${name}' imported from ${from}`);
  return found;
}

module.exports = { ModuleLoader };
