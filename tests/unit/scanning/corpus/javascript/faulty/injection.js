// Text from outside that becomes code, commands, SQL or a page.
const { exec } = require("child_process")
const fs = require("fs")
const path = require("path")

const UPLOADS = "/srv/uploads"

function calculate(formula) {
    return eval(formula) // fault: eval CWE-95
}

function compile(body) {
    return new Function("row", body) // fault: function-from-text CWE-95
}

function later(name) {
    setTimeout("greet('" + name + "')", 1000) // fault: timer-from-text CWE-95
}

function countLines(name, done) {
    exec("wc -l " + name, done) // fault: shell CWE-78
}

async function findUser(db, name) {
    return db.query("SELECT id FROM users WHERE name = '" + name + "'") // fault: sql-concatenated CWE-89
}

async function removeUser(db, id) {
    return db.execute(`DELETE FROM users WHERE id = ${id}`) // fault: sql-template CWE-89
}

function showName(element, name) {
    element.innerHTML = "<b>" + name + "</b>" // fault: inner-html CWE-79
}

function greet(req, res) {
    res.send("<p>Hello " + req.query.name + "</p>") // fault: reflected-page CWE-79
}

function readUpload(name) {
    return fs.readFileSync(path.join(UPLOADS, name), "utf8") // fault: path-traversal CWE-22
}

function goOn(req, res) {
    res.redirect(req.query.next) // fault: open-redirect CWE-601
}

async function preview(req, res) {
    const page = await fetch(req.query.address) // fault: request-forgery CWE-918
    res.json({ length: (await page.text()).length })
}

function search(req, res, lines) {
    const wanted = new RegExp(req.query.wanted) // fault: pattern-from-request CWE-1333
    res.json(lines.filter((line) => wanted.test(line)))
}

function merge(to, from) {
    for (const key in from) {
        to[key] = merge(to[key], from[key]) // fault: prototype-pollution CWE-1321
    }
    return to
}

function byAge(users, age) {
    return users.find({ $where: `this.age > ${age}` }) // fault: query-operator CWE-943
}

module.exports = {
    calculate, compile, later, countLines, findUser, removeUser, showName, greet, readUpload, goOn, preview,
    search, merge, byAge,
}
