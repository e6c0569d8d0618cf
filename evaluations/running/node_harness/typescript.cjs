"use strict";
// TypeScript with its types taken away; nothing is checked. Debian's compiler, where it is installed.

const COMPILER = "/usr/share/nodejs/typescript/lib/typescript.js";

/** JavaScript of `source`: CommonJS, or as `asModule` an ES module. Raises SyntaxError. */
function stripTypes(source, fileName, { asModule = false } = {}) {
  const ts = require(COMPILER);
  const result = ts.transpileModule(source, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: asModule ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      experimentalDecorators: true,
      jsx: ts.JsxEmit.React,
    },
  });
  const [fault] = result.diagnostics;
  if (fault) throw new SyntaxError(describe(ts, fault));
  return result.outputText;
}

function describe(ts, fault) {
  const text = ts.flattenDiagnosticMessageText(fault.messageText, " ");
  const line = fault.file.getLineAndCharacterOfPosition(fault.start).line + 1;
  return `${text} (line ${line})`;
}

module.exports = { COMPILER, stripTypes };
