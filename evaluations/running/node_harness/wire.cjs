"use strict";
// Messages: between a solution and its tests, and from the tests to the outside.
const fs = require("node:fs");

const { MAX_BYTES, Malformed } = require("./values.cjs");

const REPORT = 3;

/** The sender has gone. */
class Gone extends Error {}

function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(descriptor, bytes, at);
}

/** Write one message: four bytes of length, then the text. */
function sendText(descriptor, text) {
  const body = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  writeAll(descriptor, Buffer.concat([length, body]));
}

/** Read one message. Raises Gone when the sender has, Malformed when it is too long. */
function receiveText(descriptor) {
  const size = readExactly(descriptor, 4).readUInt32BE();
  if (size > 4 * MAX_BYTES) throw new Malformed(`a message of ${size} bytes`);
  return readExactly(descriptor, size).toString("utf8");
}

function readExactly(descriptor, size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const count = fs.readSync(descriptor, bytes, at, size - at, null);
    if (count === 0) throw new Gone();
    at += count;
  }
  return bytes;
}

/** Tell the outside one event of texts, whole numbers and `seconds`, as harness/wire.py reads it. */
function report(event) {
  const fields = Object.entries(event).map(([name, value]) => [scalar("s", name), eventValue(name, value)]);
  sendText(REPORT, `d${fields.length}:${fields.flat().join("")}`);
}

function eventValue(name, value) {
  if (name === "seconds") return scalar("f", value.toFixed(9));
  return typeof value === "number" ? scalar("i", value.toString(16)) : scalar("s", value);
}

const scalar = (tag, text) => `${tag}${Buffer.byteLength(text, "utf8")}:${text}`;

module.exports = { REPORT, Gone, writeAll, sendText, receiveText, report };
