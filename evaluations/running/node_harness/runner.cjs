"use strict";
// `describe`, `test`, `it` and their hooks: tests are noted as the file is read, then run in order.
const { format } = require("node:util");

const PATIENCE_MS = 5000;
const HOOKS = ["beforeAll", "afterAll", "beforeEach", "afterEach"];

class Group {
  constructor(title, parent, skipped) {
    Object.assign(this, { title, parent, skipped: skipped || Boolean(parent?.skipped), children: [] });
    this.hooks = Object.fromEntries(HOOKS.map((name) => [name, []]));
  }

  get titles() {
    return this.parent ? [...this.parent.titles, this.title] : [];
  }

  /** Hooks of this group and those around it, the outermost first. */
  around(name) {
    return [...(this.parent?.around(name) ?? []), ...this.hooks[name]];
  }

  get hasOnly() {
    return this.children.some((child) => child.only || child.hasOnly);
  }
}

class Runner {
  /** `tell(titles, result)` is called after each test: its title is the last of `titles`. */
  constructor(tell) {
    this.tell = tell;
    this.root = this.group = new Group("", undefined, false);
  }

  globals() {
    const test = this.testing({});
    const xtest = this.testing({ skipped: true });
    const describe = this.describing({});
    const xdescribe = this.describing({ skipped: true });
    const hooks = HOOKS.map((name) => [name, (action) => { this.group.hooks[name].push(action); }]);
    return {
      describe, xdescribe, fdescribe: this.describing({ only: true }), context: describe,
      test, it: test, xtest, xit: xtest, fit: this.testing({ only: true }), ...Object.fromEntries(hooks),
    };
  }

  testing(options) {
    const add = (title, action, patience = PATIENCE_MS) => {
      this.group.children.push({ title: String(title), action, patience, group: this.group, ...options });
    };
    return this.variants(add, options, (changed) => this.testing(changed));
  }

  describing(options) {
    const add = (title, fill) => {
      const outer = this.group;
      const made = new Group(String(title), outer, options.skipped);
      made.only = options.only;
      outer.children.push(made);
      this.group = made;
      try {
        fill();
      } finally {
        this.group = outer;
      }
    };
    return this.variants(add, options, (changed) => this.describing(changed));
  }

  /** `test.skip`, `test.only`, `test.todo`, `test.each`; each of them made when it is asked for. */
  variants(add, options, change) {
    const lazily = (changed) => ({ get: () => change({ ...options, ...changed }) });
    return Object.defineProperties(add, {
      skip: lazily({ skipped: true }), todo: lazily({ skipped: true }), only: lazily({ only: true }),
      each: { value: (table) => (title, action, ...rest) => table.forEach((row, at) => {
        const given = Array.isArray(row) ? row : [row];
        add(titleOf(title, given, at), () => action(...given), ...rest);
      }) },
    });
  }

  run() {
    return this.runGroup(this.root, !this.root.hasOnly);
  }

  async runGroup(group, chosen) {
    const runs = (child) => chosen || child.only || child.hasOnly;
    const failure = await failureOf(group.hooks.beforeAll);
    for (const child of group.children) {
      if (child instanceof Group) await this.runGroup(child, chosen || (child.only && !child.hasOnly));
      else await this.runTest(child, runs(child), failure);
    }
    await failureOf(group.hooks.afterAll);
  }

  async runTest({ title, action, patience, group, skipped }, chosen, failure) {
    const titles = [...group.titles, title];
    if (skipped || group.skipped || !chosen || !action) return this.tell(titles, { skipped: true, milliseconds: 0 });
    const began = performance.now();
    const before = failure ?? await failureOf(group.around("beforeEach"));
    const during = before ?? await failureOf([action], patience);
    const after = await failureOf(group.around("afterEach").reverse());
    return this.tell(titles, { failure: during ?? after, milliseconds: performance.now() - began });
  }
}

/** `%s` and `$field` of a table's title. */
function titleOf(title, given, at) {
  const filled = String(title).replace(/%#/g, at).replace(/\$(\w+)/g, (all, name) => given[0]?.[name] ?? all);
  const wanted = filled.match(/%[sdifjop]/g)?.length ?? 0;
  return format(filled.replace(/%p/g, "%j"), ...given.slice(0, wanted));
}

/** The first failure of `actions`, as `{ error }`; undefined when there is none. */
async function failureOf(actions, patience = PATIENCE_MS) {
  for (const action of actions) {
    try {
      await finished(action, patience);
    } catch (error) {
      return { error };
    }
  }
  return undefined;
}

/** An action that takes a parameter says itself when it is done. */
async function finished(action, patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${patience} ms`)), patience);
  });
  const calledBack = () => new Promise((resolve, reject) => {
    action((error) => (error ? reject(error) : resolve()));
  });
  try {
    await Promise.race([action.length ? calledBack() : action(), late]);
  } finally {
    clearTimeout(timer);
  }
}

module.exports = { Runner };
