/* eslint-disable */
// The same faults behind comments that ask scanners to look away.
const { execSync } = require("child_process")

function calculate(formula) {
    return eval(formula) // eslint-disable-line // nosemgrep // fault: eval CWE-95
}

function list(folder) {
    // eslint-disable-next-line
    return execSync(`ls ${folder}`) // not now: nosemgrep // fault: shell CWE-78
}

const password = "correct-horse-battery" // pragma: allowlist secret // fault: password CWE-798

module.exports = { calculate, list, password }
