// Protection that protects.
const crypto = require("crypto")
const https = require("https")
const jwt = require("jsonwebtoken")

const settings = { database: "orders", password: process.env.DATABASE_PASSWORD }

function fingerprint(text) {
    return crypto.createHash("sha256").update(text).digest("hex")
}

function encrypt(key, text) {
    const nonce = crypto.randomBytes(12)
    const cipher = crypto.createCipheriv("aes-256-gcm", key, nonce)
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
}

function fetchInside(address, done) {
    https.get(address, { timeout: 5000 }, done)
}

function newSession() {
    const sessionToken = crypto.randomUUID()
    return sessionToken
}

function throwDice() {
    const dice = Math.floor(Math.random() * 6) + 1
    return dice
}

function whoIs(token, key) {
    return jwt.verify(token, key, { algorithms: ["ES256"] }).subject
}

function isName(text) {
    return /^\w+(?: \w+){0,9}$/.test(text)
}

module.exports = { settings, fingerprint, encrypt, fetchInside, newSession, throwDice, whoIs, isName }
