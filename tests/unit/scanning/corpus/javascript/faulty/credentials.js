// Secrets in the source.
const settings = {
    database: "orders",
    password: "correct-horse-battery", // fault: password CWE-798
}

const keyId = "AKIAIOSFODNN7EXAMPLQ" // fault: key-id CWE-798

module.exports = { settings, keyId }
