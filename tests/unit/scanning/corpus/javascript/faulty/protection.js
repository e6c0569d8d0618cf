// Protection that does not protect.
const crypto = require("crypto")
const https = require("https")
const jwt = require("jsonwebtoken")

function fingerprint(text) {
    return crypto.createHash("md5").update(text).digest("hex") // fault: md5 CWE-327
}

function encrypt(key, text) {
    const cipher = crypto.createCipheriv("aes-256-ecb", key, null) // fault: ecb CWE-327
    return cipher.update(text, "utf8", "hex") + cipher.final("hex")
}

function fetchInside(address, done) {
    https.get(address, { rejectUnauthorized: false }, done) // fault: tls CWE-295
}

function newSession() {
    const sessionToken = Math.random().toString(36).slice(2) // fault: guessable CWE-330
    return sessionToken
}

function whoIs(token) {
    return jwt.decode(token).subject // fault: token-not-verified CWE-347
}

function isName(text) {
    return /^(\w+\s?)+$/.test(text) // fault: slow-pattern CWE-1333
}

module.exports = { fingerprint, encrypt, fetchInside, newSession, whoIs, isName }
