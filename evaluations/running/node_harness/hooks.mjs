// For ES modules: relative imports without an extension, and files that are modules by their syntax.
import fs from "node:fs";
import { fileURLToPath } from "node:url";

import modules from "./modules.cjs";

const ENDINGS = [".js", ".mjs", ".cjs", "/index.js", "/index.mjs"];
const NOT_FOUND = ["ERR_MODULE_NOT_FOUND", "ERR_UNSUPPORTED_DIR_IMPORT"];

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!NOT_FOUND.includes(error.code) || !/^\.{0,2}\//.test(specifier)) throw error;
    const ending = ENDINGS.find((each) => fs.existsSync(new URL(specifier + each, context.parentURL)));
    if (ending === undefined) throw error;
    return next(specifier + ending, context);
  }
}

export async function load(url, context, next) {
  if (url.startsWith("file:") && url.endsWith(".js")) {
    const file = fileURLToPath(url);
    const source = fs.readFileSync(file, "utf8");
    if (modules.isModule(source, file)) return { format: "module", source, shortCircuit: true };
  }
  return next(url, context);
}
