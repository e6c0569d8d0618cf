"use strict";
// How each assertion of a suite went: what was asked, expected and got. The tests know it as
// `__review__`, and their `console.assert` and `assert` tell it what they compare.
const nodeAssert = require("node:assert");
const { inspect, types } = require("node:util");
const vm = require("node:vm");

const { textOf } = require("./values.cjs");

const RECORDER = "__review__";
const SHOWN_CHARACTERS = 2000;
const GRAVITY = ["passed", "error", "failed"];
const COMPARING = ["equal", "strictEqual", "deepEqual", "deepStrictEqual", "notEqual", "notStrictEqual",
  "notDeepEqual", "notDeepStrictEqual"];

/** A value as JavaScript shows it, shortened. Nothing of the value's own is called. */
function show(value) {
  try {
    if (types.isNativeError(value)) return `[${textOf(value, "name")}: ${textOf(value, "message")}]`;
    const text = inspect(value, { depth: 8, breakLength: Infinity, customInspect: false, getters: false });
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;
  } catch {
    return "";
  }
}

class Recorder {
  /** `emit(key, outcome)` is called when an assertion has its first outcome, and for a graver one. */
  constructor(emit) {
    this.emit = emit;
    this.told = new Map();
    this.current = undefined;
    this.isForeign = () => false; // whether an error was raised by the solution, somewhere else
    this.describe = (error) => `${textOf(error, "name")}: ${textOf(error, "message")}`;
  }

  at(key) {
    this.current = { key, began: performance.now(), notes: {}, failed: false, open: true };
    return this.current;
  }

  done(entry, value) {
    if (typeof value?.then !== "function") {
      this.finish(entry, entry.failed ? "failed" : "passed", "");
      return value;
    }
    return value.then((result) => this.done(entry, result), (error) => {
      this.failed(entry, error);
      throw error;
    });
  }

  /** An error between assertions, or out of the one under way; `key` is where it counts else. */
  threw(key, error) {
    this.failed(this.current?.open ? this.current : this.at(key), error);
  }

  failed(entry, error) {
    if (error instanceof nodeAssert.AssertionError && !this.isForeign(error)) {
      if (!entry.notes.got && error.operator !== "fail") this.note(entry, error.actual, error.expected);
      this.finish(entry, "failed", error.generatedMessage ? "" : error.message);
    } else {
      this.finish(entry, "error", this.describe(error));
    }
  }

  finish(entry, verdict, message) {
    entry.open = false;
    const before = this.told.get(entry.key);
    if (before && GRAVITY.indexOf(before) >= GRAVITY.indexOf(verdict)) return;
    this.told.set(entry.key, verdict);
    const seconds = (performance.now() - entry.began) / 1000;
    this.emit(entry.key, { verdict, message: message.slice(0, SHOWN_CHARACTERS), seconds, ...entry.notes });
  }

  note(entry, got, expected) {
    Object.assign(entry?.notes ?? {}, { got: show(got), expected: show(expected) });
  }

  same(left, right, strictly) {
    this.note(this.current, left, right);
    return strictly ? left === right : left == right; // eslint-disable-line eqeqeq
  }

  called(text) {
    if (this.current) this.current.notes.input = text.slice(0, SHOWN_CHARACTERS);
  }

  returned(value) {
    if (this.current) this.current.notes.got = show(value);
  }
}

/** `node:assert`, noting what its methods compare. */
function notingAssert(recorder) {
  const wrap = (original) => {
    const wrapped = Object.assign((...given) => original(...given), original);
    for (const method of COMPARING) {
      wrapped[method] = (...given) => {
        recorder.note(recorder.current, ...given);
        return original[method](...given);
      };
    }
    return wrapped;
  };
  const made = wrap(nodeAssert);
  made.strict = made.default = wrap(nodeAssert.strict);
  made.strict.strict = made.strict;
  return Object.assign(made, { default: made });
}

/** `console.assert` that tells what it was given instead of printing. */
function notingConsole(recorder) {
  return Object.assign(Object.create(console), {
    assert(condition, message) {
      if (condition) return;
      const entry = recorder.current ?? recorder.at("");
      entry.failed = true;
      entry.notes.message = typeof message === "string" ? message : "";
    },
  });
}

/** Offer the tests what they use by name. `load` answers a `require` of what node has not. */
function furnish(recorder, load) {
  const assert = notingAssert(recorder);
  const ours = new Map([["assert", assert], ["assert/strict", assert.strict]]);
  const furniture = {
    [RECORDER]: recorder, console: notingConsole(recorder), assert,
    require: (name) => ours.get(name.replace(/^node:/, "")) ?? load(name),
    plain, raised,
  };
  for (const [name, value] of Object.entries(furniture)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/** For tables of calls, in which there is neither `undefined` nor a negative zero. */
function plain(value) {
  if (value === undefined) return null;
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return Array.from(value, plain);
  const isPlain = value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}

/** Whether `error` is of the type called `name`, or of one that inherits from it. */
function raised(error, name) {
  const lineage = [...(error?.lineage ?? [])];
  for (let kind = error; kind; kind = Object.getPrototypeOf(kind)) lineage.push(kind.constructor?.name);
  return error?.name === name || lineage.includes(name);
}

/** Run `code` in the scope that all pieces share; what it returns is awaited when it can be. */
async function runPiece({ code, line }) {
  const value = vm.runInThisContext(code, { filename: "tests", lineOffset: line - 1 });
  if (types.isPromise(value)) await value;
}

module.exports = { Recorder, furnish, runPiece, show };
