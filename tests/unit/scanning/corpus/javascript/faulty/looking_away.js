/* eslint-disable */
// The same faults behind comments that ask scanners to look away.
const { execSync } = require("child_process")

function calculate(formula) {
    return eval(formula) // fault: eval CWE-95 eslint-disable-line nosemgrep
}

function list(folder) {
    // eslint-disable-next-line
    return execSync(`ls ${folder}`) // fault: shell CWE-78 nosemgrep
}

const password = "correct-horse-battery" // fault: password CWE-798 pragma: allowlist secret

module.exports = { calculate, list, password }
