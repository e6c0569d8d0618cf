// Lints the named files with the given rules: one JSON list of messages on standard output.
//
// `Linter` is eslint's core. It looks for no configuration, no ignore file and no plug-in, and
// comments in the code switch nothing off (`allowInlineConfig`).
"use strict"

const fs = require("fs")
const { Linter } = require("eslint")
const security = require("eslint-plugin-security")

const BROWSER = [
    ..."window document navigator location history localStorage sessionStorage".split(" "),
    ..."alert confirm prompt requestAnimationFrame XMLHttpRequest HTMLElement self".split(" "),
]
const COMMONJS = ["require", "module", "exports", "__dirname", "__filename"]
const globals = Object.fromEntries(
    [...Object.getOwnPropertyNames(globalThis), ...BROWSER, ...COMMONJS].map((name) => [name, "readonly"]),
)
const JSX = { ecmaFeatures: { jsx: true } }
const TYPES = new Set([".ts", ".tsx", ".mts", ".cts"])

const { paths, rules, untyped } = JSON.parse(fs.readFileSync(0, "utf8"))
const linter = new Linter({ configType: "flat" })

function suffixOf(path) {
    return path.slice(path.lastIndexOf("."))
}

function configFor(suffix, sourceType) {
    const typed = TYPES.has(suffix)
    const parserOptions = suffix === ".ts" || suffix === ".mts" || suffix === ".cts" ? {} : JSX
    const languageOptions = { sourceType, globals, ecmaVersion: "latest", parserOptions }
    if (typed) languageOptions.parser = require("@typescript-eslint/parser")
    return [{ files: ["**/*.*"], plugins: { security }, rules: typed ? rules : { ...rules, ...untyped }, languageOptions }]
}

function verify(path, text, sourceType) {
    const options = { filename: `file${suffixOf(path)}`, allowInlineConfig: false }
    return linter.verify(text, configFor(suffixOf(path), sourceType), options)
}

function lint(path) {
    const text = fs.readFileSync(path, "utf8").replace(/^\uFEFF/, "")
    const asModule = verify(path, text, "module")
    if (!asModule.some((message) => message.fatal)) return asModule
    const asScript = verify(path, text, "commonjs") // "with", octal numbers, a bare return
    return asScript.some((message) => message.fatal) ? asModule : asScript
}

function tell(path) {
    try {
        return lint(path).map(({ ruleId, severity, message, line, endLine, fatal }) => ({
            path, rule: ruleId, severity, message, line, endLine,
            fatal: Boolean(fatal), failed: ruleId === null && !fatal,
        }))
    } catch (error) { // a rule that cannot cope with this file, or a stack that is used up
        return [{ path, rule: null, severity: 2, message: String(error.message), fatal: false, failed: true }]
    }
}

process.stdout.write(JSON.stringify(paths.flatMap(tell)))
