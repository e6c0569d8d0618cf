"use strict";
// Values as text: the only thing that crosses between a solution and its tests.
//
// A value is JSON in which everything but null, booleans, strings and ordinary numbers is an array
// with a tag. The set is closed, and what arrives is built anew from it: a hostile sender can send
// wrong values, but nothing that behaves. Sizes and depth are bounded.
const { types } = require("node:util");

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 100;
const MAX_LENGTH = 4_000_000;

/** A value whose type is not in the set; the message names the type. */
class CannotCross extends Error {}

/** Bytes that no honest sender would send. */
class Malformed extends Error {}

const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const TYPED = {
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array,
};

function encode(value) {
  const text = JSON.stringify(pack(value, 0));
  if (text.length > MAX_BYTES) throw new CannotCross(`a value of ${text.length} bytes`);
  return text;
}

function pack(value, depth) {
  if (depth > MAX_DEPTH) throw new CannotCross(`a value nested deeper than ${MAX_DEPTH}`);
  switch (typeof value) {
    case "string": case "boolean": return value;
    case "number": return isOrdinary(value) ? value : ["n", Object.is(value, -0) ? "-0" : `${value}`];
    case "undefined": return ["u"];
    case "bigint": return ["i", `${value}`];
    case "object": return value === null ? null : packObject(value, depth + 1);
    default: throw new CannotCross(`a ${typeof value}`);
  }
}

const isOrdinary = (number) => Number.isFinite(number) && !Object.is(number, -0);

function packObject(value, depth) {
  if (types.isProxy(value)) throw new CannotCross("a Proxy");
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype && Array.isArray(value)) return packArray(value, depth);
  if (prototype === Object.prototype && isPlain(value)) return ["o", pairsOf(value, depth)];
  if (prototype === null) return ["z", pairsOf(value, depth)];
  if (types.isNativeError(value)) return packError(value, depth);
  const [tag, content] = packStandard(value, prototype, depth);
  if (Reflect.ownKeys(value).some((key) => isExtra(value, key))) {
    throw new CannotCross(`a ${nameOf(value)} with properties of its own`);
  }
  return [tag, ...content];
}

// Arguments and boxed primitives have the class of a plain object, or its looks.
const isPlain = (value) => !types.isArgumentsObject(value) && !types.isBoxedPrimitive(value);

function packStandard(value, prototype, depth) {
  if (prototype === Map.prototype && types.isMap(value)) {
    return ["m", [Array.from(value, ([key, item]) => [pack(key, depth), pack(item, depth)])]];
  }
  if (prototype === Set.prototype && types.isSet(value)) {
    return ["s", [Array.from(value, (item) => pack(item, depth))]];
  }
  if (prototype === Date.prototype && types.isDate(value)) return ["d", [pack(value.getTime(), depth)]];
  if (prototype === RegExp.prototype && types.isRegExp(value)) return ["r", [value.source, value.flags]];
  const name = Object.keys(TYPED).find((kind) => prototype === TYPED[kind].prototype);
  if (name) return ["t", [name, bytesOf(value).toString("base64")]];
  if (prototype === Buffer.prototype) return ["t", ["Buffer", value.toString("base64")]];
  throw new CannotCross(`a value of type ${nameOf(value)}`);
}

const bytesOf = (typed) => Buffer.from(typed.buffer, typed.byteOffset, typed.byteLength);
const isIndex = (key) => typeof key === "string" && /^(0|[1-9]\d*)$/.test(key);
const isExtra = (value, key) => key !== "lastIndex" && !(ArrayBuffer.isView(value) && isIndex(key));

function nameOf(value) {
  try {
    return String(value.constructor.name || "object").slice(0, 100);
  } catch {
    return "object";
  }
}

/** Items, holes and what else lies on an array, as on the result of a match. */
function packArray(value, depth) {
  if (value.length > MAX_LENGTH) throw new CannotCross(`an array of ${value.length} items`);
  const items = [];
  for (let at = 0; at < value.length; at += 1) {
    items.push(Object.hasOwn(value, at) ? pack(ownValue(value, at), depth) : ["h"]);
  }
  const extra = Object.keys(value).filter((key) => !isIndex(key));
  return extra.length ? ["a", items, pairsOf(value, depth, extra)] : ["a", items];
}

function pairsOf(value, depth, keys = Object.keys(value)) {
  if (Object.getOwnPropertySymbols(value).length) throw new CannotCross("an object with symbols");
  return keys.map((key) => [key, pack(ownValue(value, key), depth)]);
}

function ownValue(value, key) {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (!("value" in property)) throw new CannotCross("an object with a getter");
  return property.value;
}

function packError(error, depth) {
  return ["e", lineageOf(error), textOf(error, "name"), textOf(error, "message"), pairsOf(error, depth)];
}

/** Names of an error's class and its bases, the nearest first. */
function lineageOf(error) {
  const names = [];
  for (let kind = Object.getPrototypeOf(error); kind && names.length < 20; kind = Object.getPrototypeOf(kind)) {
    names.push(nameOf(kind));
  }
  return names.filter((name) => name !== "Object");
}

function textOf(error, field) {
  try {
    return String(error[field]).slice(0, 2000);
  } catch {
    return "";
  }
}

/** Raises Malformed for anything that encode would not have made. */
function decode(text) {
  try {
    return unpack(JSON.parse(text), 0);
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed(`bytes that are no value (${error.message})`);
  }
}

function unpack(packed, depth) {
  if (depth > MAX_DEPTH + 1) throw new Malformed("a value nested too deep");
  if (packed === null || ["string", "boolean", "number"].includes(typeof packed)) return packed;
  if (!Array.isArray(packed) || !Object.hasOwn(BUILDERS, packed[0])) throw new Malformed("an unknown type");
  return BUILDERS[packed[0]](packed, depth + 1);
}

const BUILDERS = {
  u: () => undefined,
  n: ([, text]) => Number(text),
  i: ([, text]) => BigInt(text),
  a: ([, items, extra = []], depth) => fill(buildArray(items, depth), extra, depth),
  o: ([, pairs], depth) => fill({}, pairs, depth),
  z: ([, pairs], depth) => fill(Object.create(null), pairs, depth),
  m: ([, pairs], depth) => new Map(pairs.map(([key, item]) => [unpack(key, depth), unpack(item, depth)])),
  s: ([, items], depth) => new Set(items.map((item) => unpack(item, depth))),
  d: ([, time], depth) => new Date(unpack(time, depth)),
  r: ([, source, flags]) => new RegExp(source, flags),
  t: ([, name, base64]) => buildTyped(name, Buffer.from(base64, "base64")),
  e: ([, lineage, name, message, pairs], depth) => buildError(lineage, name, message, pairs, depth),
};

function buildArray(items, depth) {
  const made = new Array(items.length);
  items.forEach((item, at) => {
    if (!(Array.isArray(item) && item[0] === "h")) made[at] = unpack(item, depth);
  });
  return made;
}

/** Defined, not assigned: a key may be called "__proto__". */
function fill(made, pairs, depth) {
  for (const [key, item] of pairs) {
    const value = unpack(item, depth);
    Object.defineProperty(made, String(key), { value, writable: true, enumerable: true, configurable: true });
  }
  return made;
}

function buildTyped(name, bytes) {
  if (name === "Buffer") return bytes;
  if (!Object.hasOwn(TYPED, name)) throw new Malformed(`an unknown type ${name}`);
  const copy = new Uint8Array(bytes);
  return new TYPED[name](copy.buffer);
}

/** An error of the nearest built-in class, with the name of its own and those of its classes. */
function buildError(lineage, name, message, pairs, depth) {
  const kind = lineage.find((each) => Object.hasOwn(ERRORS, each)) ?? "Error";
  const made = new ERRORS[kind](String(message));
  if (made.name !== name) {
    Object.defineProperty(made, "name", { value: String(name), configurable: true, writable: true });
  }
  Object.defineProperty(made, "lineage", { value: lineage.map(String), configurable: true });
  return fill(made, pairs, depth);
}

module.exports = { CannotCross, Malformed, MAX_BYTES, encode, decode, lineageOf, textOf };
