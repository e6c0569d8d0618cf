// Programs that do what they say.
export function first(rows) {
    return rows.length === 0 ? null : rows[0]
}

export function isNumber(value) {
    return !Number.isNaN(value)
}

export function area(shape) {
    switch (shape.kind) {
    case "square":
        return shape.side ** 2
    default:
        return shape.width * shape.height
    }
}

export function total(prices) {
    return { sum: prices.reduce((sum, price) => sum + price, 0), count: prices.length }
}

export function merge(to, from) {
    for (const key of Object.keys(from)) {
        if (key === "__proto__") continue
        to[key] = from[key]
    }
    return to
}

export function load(text) {
    try {
        return JSON.parse(text)
    } catch {
        return null
    }
}
