"use strict";
// The solution as its tests see it: functions that send arguments away and wait for a value.
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");

const { show } = require("./recording.cjs");
const { CannotCross, Malformed, decode, encode } = require("./values.cjs");
const { Gone, receiveText, sendText } = require("./wire.cjs");

const NONCE_BYTES = 16;

/** Nothing after this can be judged; `event` says why. */
class Stop extends Error {
  constructor(event) {
    super(event.message);
    this.event = event;
  }
}

class Remote {
  /** Descriptors: of requests, of replies, and of how the solution's process ended. */
  constructor([requests, replies, ending], recorder) {
    Object.assign(this, { requests, replies, ending, recorder });
    this.stopped = undefined;
    this.raisedThere = new WeakMap();
  }

  isForeign(error) {
    return this.raisedThere.has(Object(error));
  }

  /** What the solution offers of `names`, once it has loaded: a Map. */
  load(greeting) {
    this.send(greeting);
    const [kind, content, message] = this.receive();
    if (kind === "broken") throw this.stop("broken", String(message), { verdict: "error" });
    const isHonest = kind === "loaded" && Array.isArray(content)
      && content.every((each) => Array.isArray(each) && greeting.names.includes(each[0]));
    if (!isHonest) throw this.stop("tampered", "a greeting of the wrong form");
    return new Map(content.map((offered) => this.offered(offered)));
  }

  /** Only what was asked for by name is let in: an offer of `JSON` would replace the tests' own. */
  offered([name, kind, value]) {
    if (kind === "callable") return [name, this.callable(name)];
    if (kind === "value") return [name, value];
    throw this.stop("cannot cross", String(value));
  }

  callable(name) {
    const remote = this;
    const candidate = function (...given) {
      if (new.target) throw remote.stop("cannot cross", "an object of the solution's own class");
      return remote.call(name, given);
    };
    return Object.defineProperty(candidate, "name", { value: name });
  }

  call(name, given) {
    this.raiseIfStopped();
    const nonce = randomBytes(NONCE_BYTES).toString("hex");
    this.recorder.called(`${name}(${given.map(show).join(", ")})`);
    this.send([nonce, name, given]);
    const reply = this.receive();
    if (reply[0] !== nonce) throw this.stop("tampered", "an answer that nobody asked for");
    return this.value(reply, given);
  }

  value([, kind, value, changed, later, told], given) {
    if (kind === "cannot cross") throw this.stop("cannot cross", String(value));
    if (kind !== "returned" && kind !== "raised") throw this.stop("tampered", "an answer of the wrong form");
    if (changed) given.forEach((each, at) => writeBack(each, changed[at]));
    if (kind === "returned") {
      this.recorder.returned(value);
      return later ? Promise.resolve(value) : value;
    }
    if (value !== null && typeof value === "object") this.raisedThere.set(value, String(told));
    if (later) return Promise.reject(value);
    throw value;
  }

  send(request) {
    try {
      sendText(this.requests, encode(request));
    } catch (error) {
      if (error instanceof CannotCross) throw this.stop("cannot cross", error.message);
      throw error.code === "EPIPE" ? this.gone() : error;
    }
  }

  receive() {
    let reply;
    try {
      reply = decode(receiveText(this.replies));
    } catch (error) {
      if (error instanceof Gone) throw this.gone();
      throw error instanceof Malformed ? this.stop("tampered", `the answer is ${error.message}`) : error;
    }
    if (!Array.isArray(reply)) throw this.stop("tampered", "an answer of the wrong form");
    return reply;
  }

  /** The process that started both says how the solution's ended. */
  gone() {
    const [signal, code] = fs.readFileSync(this.ending, "utf8").split(" ").map(Number);
    return this.stop("gone", "", { signal, code });
  }

  stop(event, message, details = {}) {
    this.stopped = new Stop({ event, message: message.slice(0, 2000), ...details });
    return this.stopped;
  }

  /** Once more, should a test have caught it. */
  raiseIfStopped() {
    if (this.stopped) throw this.stopped;
  }

  describe(error) {
    return this.raisedThere.get(Object(error));
  }
}

/** A solution may have changed what it was given, in place; the tests may look at that. */
function writeBack(original, changed) {
  if (original === null || typeof original !== "object") return;
  if (Object.getPrototypeOf(original) !== Object.getPrototypeOf(changed)) return;
  if (original instanceof Map || original instanceof Set) {
    original.clear();
    for (const each of changed) original instanceof Map ? original.set(...each) : original.add(each);
  } else if (ArrayBuffer.isView(original)) {
    original.set(changed);
  } else if (original instanceof Date) {
    original.setTime(changed.getTime());
  } else {
    if (Array.isArray(original)) original.length = changed.length;
    for (const key of Object.keys(original)) if (!Object.hasOwn(changed, key)) delete original[key];
    Object.defineProperties(original, Object.getOwnPropertyDescriptors(changed)); // even "__proto__"
  }
}

module.exports = { Remote, Stop };
