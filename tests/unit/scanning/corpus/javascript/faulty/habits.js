// Programs that do not do what they say.
function first(rows) {
    if (rows.length = 0) { // fault: assignment-in-condition no-cond-assign
        return null
    }
    return rows[0]
}

function isNumber(value) {
    return value === NaN // fault: comparison-with-nan use-isnan
}

function area(shape) {
    switch (shape.kind) {
    case "square":
        return shape.side ** 2
    case "square": // fault: same-case no-duplicate-case
        return shape.width * shape.height
    }
    return widht * shape.height // fault: misspelt no-undef
}

function total(prices) {
    return { sum: 0, count: prices.length, sum: prices.length } // fault: same-key no-dupe-keys
}

function isDone(state) {
    return state == "done" || typeof state === "strnig" // fault: typeof valid-typeof
}

function load(text) {
    try {
        return JSON.parse(text)
    } finally {
        return null // fault: finally no-unsafe-finally
    }
}

module.exports = { first, isNumber, area, total, isDone, load }
