"use strict";
// `expect`, as tests in the manner of Jest use it.
const { AssertionError } = require("node:assert");
const { isDeepStrictEqual } = require("node:util");

const { show } = require("./recording.cjs");

/** Whether two values are the same but for `undefined` properties and the classes of objects. */
function alike(got, expected) {
  if (expected instanceof Matching) return expected.matches(got);
  if (Object.is(got, expected)) return true;
  if ([got, expected].some((each) => each === null || typeof each !== "object")) return false;
  if (got instanceof Error && expected instanceof Error) return got.message === expected.message;
  if (Array.isArray(got) !== Array.isArray(expected)) return false;
  if (tagOf(got) !== tagOf(expected)) return false;
  if (isCollection(got)) return alikeCollections([...got], [...expected]);
  if (!["[object Object]", "[object Array]"].includes(tagOf(got))) return isDeepStrictEqual(got, expected);
  return alikeProperties(got, expected);
}

const tagOf = (value) => Object.prototype.toString.call(value);
const isCollection = (value) => value instanceof Map || value instanceof Set;
const keysOf = (value) => Reflect.ownKeys(value).filter((key) => value[key] !== undefined);

function alikeCollections(got, expected) {
  return got.length === expected.length && expected.every((each) => got.some((other) => alike(other, each)));
}

function alikeProperties(got, expected) {
  if (Array.isArray(got) && got.length !== expected.length) return false;
  const keys = new Set([...keysOf(got), ...keysOf(expected)]);
  return [...keys].every((key) => alike(got[key], expected[key]));
}

/** Whether `got` has at least what `expected` has, however deep. */
function includes(got, expected) {
  if (expected === null || typeof expected !== "object" || expected instanceof Matching) return alike(got, expected);
  if (got === null || typeof got !== "object") return false;
  if (Array.isArray(expected) && expected.length !== got.length) return false;
  return Reflect.ownKeys(expected).every((key) => key in got && includes(got[key], expected[key]));
}

/** What stands for many values in an expectation. */
class Matching {
  constructor(matches) {
    this.matches = matches;
  }
}

const BOXES = [[String, "string"], [Number, "number"], [Boolean, "boolean"], [BigInt, "bigint"], [Function, "function"], [Symbol, "symbol"]];
const ASYMMETRIC = {
  anything: () => new Matching((got) => got !== null && got !== undefined),
  any: (kind) => new Matching((got) => got instanceof kind || BOXES.some(([box, type]) => box === kind && typeof got === type)),
  objectContaining: (part) => new Matching((got) => includes(got, part)),
  arrayContaining: (part) => new Matching((got) => part.every((each) => got.some((other) => alike(other, each)))),
  stringContaining: (part) => new Matching((got) => typeof got === "string" && got.includes(part)),
  stringMatching: (pattern) => new Matching((got) => typeof got === "string" && new RegExp(pattern).test(got)),
};

const MATCHERS = {
  toBe: (got, expected) => Object.is(got, expected),
  toEqual: alike,
  toStrictEqual: (got, expected) => isDeepStrictEqual(got, expected) || (expected instanceof Matching && alike(got, expected)),
  toMatchObject: includes,
  toBeNull: (got) => got === null,
  toBeUndefined: (got) => got === undefined,
  toBeDefined: (got) => got !== undefined,
  toBeTruthy: (got) => Boolean(got),
  toBeFalsy: (got) => !got,
  toBeNaN: (got) => Number.isNaN(got),
  toBeInstanceOf: (got, kind) => got instanceof kind,
  toBeCloseTo: (got, expected, digits = 2) => got === expected || Math.abs(got - expected) < 10 ** -digits / 2,
  toBeGreaterThan: (got, least) => got > least,
  toBeGreaterThanOrEqual: (got, least) => got >= least,
  toBeLessThan: (got, most) => got < most,
  toBeLessThanOrEqual: (got, most) => got <= most,
  toContain: (got, item) => (typeof got === "string" ? got.includes(item) : [...got].includes(item)),
  toContainEqual: (got, item) => [...got].some((each) => alike(each, item)),
  toHaveLength: (got, length) => got.length === length,
  toHaveProperty: hasProperty,
  toMatch: (got, pattern) => (typeof pattern === "string" ? got.includes(pattern) : pattern.test(got)),
  toThrow: throws,
  toThrowError: throws,
};

function hasProperty(got, path, ...expected) {
  let value = got;
  for (const key of Array.isArray(path) ? path : String(path).split(".")) {
    if (value === null || value === undefined || !(key in Object(value))) return false;
    value = value[key];
  }
  return !expected.length || alike(value, expected[0]);
}

/** `got` is a function to call, or what a promise was rejected with. */
function throws(got, wanted) {
  const [thrown, error] = typeof got === "function" ? attempt(got) : [true, got];
  if (!thrown || wanted === undefined) return thrown;
  if (typeof wanted === "function") return error instanceof wanted;
  const message = error?.message ?? String(error);
  if (typeof wanted === "string") return message.includes(wanted);
  return wanted instanceof RegExp ? wanted.test(message) : alike(message, wanted.message);
}

function attempt(action) {
  try {
    action();
    return [false];
  } catch (error) {
    return [true, error];
  }
}

function check(name, negated, got, given) {
  if (MATCHERS[name](got, ...given) !== negated) return;
  const asked = `${negated ? "not." : ""}${name}(${given.map(show).join(", ")})`;
  throw new AssertionError({ message: `expected ${show(got)} ${asked}`, actual: got, expected: given[0] });
}

function matchersOf(got, negated, settle) {
  return Object.fromEntries(Object.keys(MATCHERS).map((name) => [name, (...given) => (
    settle ? settle(got).then((value) => check(name, negated, value, given)) : check(name, negated, got, given)
  )]));
}

const resolved = (promise) => Promise.resolve(promise);
const rejected = (promise) => Promise.resolve(typeof promise === "function" ? promise() : promise).then(
  (value) => { throw new AssertionError({ message: `expected a rejection, not ${show(value)}` }); }, (error) => error,
);

function bothWays(got, settle) {
  return { ...matchersOf(got, false, settle), not: matchersOf(got, true, settle) };
}

function expect(got) {
  return { ...bothWays(got), resolves: bothWays(got, resolved), rejects: bothWays(got, rejected) };
}

module.exports = { expect: Object.assign(expect, ASYMMETRIC) };
