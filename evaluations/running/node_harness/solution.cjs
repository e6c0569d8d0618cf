"use strict";
// The solution's process: it answers calls, one at a time, with values. It never sees a test.
// Arguments: the descriptors to read requests from and to write answers to.
const { describe, loadSolution } = require("./loading.cjs");
const { CannotCross, decode, encode, lineageOf } = require("./values.cjs");
const { Gone, receiveText, sendText } = require("./wire.cjs");

const [requests, replies] = process.argv.slice(2).map(Number);
const send = (value) => sendText(replies, encode(value));

/** A function is called from afar; a constant is sent; other things cannot cross. */
function offer([name, value]) {
  if (typeof value === "function") return [name, "callable"];
  try {
    encode(value);
  } catch (error) {
    if (error instanceof CannotCross) return [name, "cannot cross", error.message];
    throw error;
  }
  return [name, "value", value];
}

async function answer(found, main, [nonce, name, given]) {
  const before = encode(given);
  let [kind, value, told] = ["returned", undefined, ""];
  let later = false;
  try {
    value = found.get(name)(...given);
    later = typeof value?.then === "function";
    if (later) value = await value;
  } catch (error) {
    [kind, value, told] = ["raised", error, describe(error, main)];
  }
  try {
    send([nonce, kind, value, encode(given) === before ? null : given, later, told]);
  } catch (error) {
    if (!(error instanceof CannotCross)) throw error;
    send([nonce, "cannot cross", error.message]);
  }
}

async function serve() {
  const { main, names, entry } = decode(receiveText(requests));
  let found;
  try {
    found = await loadSolution(main, names, entry);
  } catch (error) {
    send(["broken", lineageOf(Object(error)), describe(error, main)]);
    return;
  }
  send(["loaded", [...found].map(offer)]);
  for (;;) await answer(found, main, decode(receiveText(requests)));
}

serve().catch((error) => {
  if (!(error instanceof Gone)) throw error;
});
