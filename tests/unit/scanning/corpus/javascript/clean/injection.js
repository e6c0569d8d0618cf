// The same tasks, done well.
const { execFile } = require("child_process")
const fs = require("fs")
const path = require("path")

const UPLOADS = "/srv/uploads"
const PLACES = new Map([["home", "/"], ["help", "/help"]])

function calculate(text) {
    return JSON.parse(text)
}

function later(name) {
    setTimeout(() => console.log(`Hello ${name}`), 1000)
}

function countLines(name, done) {
    execFile("wc", ["-l", "--", name], done)
}

async function findUser(db, name) {
    return db.query("SELECT id FROM users WHERE name = $1", [name])
}

async function findRole(db, id) {
    return db.get(
        "SELECT role FROM users " +
        "WHERE id = ?",
        [id],
    )
}

function showName(element, name) {
    element.textContent = name
}

function clear(element) {
    element.innerHTML = ""
}

function greet(req, res) {
    res.json({ hello: req.query.name })
}

function readUpload(name) {
    const full = path.resolve(UPLOADS, name)
    if (!full.startsWith(UPLOADS + path.sep)) {
        throw new RangeError("outside of the uploads")
    }
    return fs.readFileSync(full, "utf8")
}

function goOn(req, res) {
    res.redirect(PLACES.get(req.query.next) ?? "/")
}

module.exports = { calculate, later, countLines, findUser, findRole, showName, clear, greet, readUpload, goOn }
