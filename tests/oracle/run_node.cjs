// Runs every case of a guest under Node: `node run_node.cjs GLUE [HOST]` prints {case: [line, ...]}.
// GLUE is what `wasm-bindgen --target nodejs` wrote; HOST exports `(record) => ({name: value})`.
"use strict";

const path = require("node:path");

const [glue, host] = process.argv.slice(2, 4).map((name) => path.resolve(name));

// Console output of a guest must not end up in the answer.
for (const method of ["log", "info", "debug"]) {
  console[method] = (...data) => console.error(...data);
}

// When the collector runs, nobody can tell: an object that it frees would be recorded, or not.
// In all else it is what it was, so that guests which ask for one see no difference.
globalThis.FinalizationRegistry = new Proxy(FinalizationRegistry, {
  construct(target, [cleanup, ...rest], newTarget) {
    const quiet = typeof cleanup === "function" ? () => {} : cleanup;
    return Reflect.construct(target, [quiet, ...rest], newTarget);
  },
});

function fresh(name) {
  delete require.cache[name];
  return require(name);
}

function textOf(error) {
  try {
    return String(error);
  } catch {
    return "[no text]";
  }
}

let lines = [];
process.on("unhandledRejection", (reason) => void lines.push(`unhandled ${textOf(reason)}`));
process.on("uncaughtException", (error) => void lines.push(`reported ${textOf(error)}`));

// Everything that waits in the microtask queue has run by then, and what it rejected is reported.
const drained = () => new Promise((resolve) => setImmediate(resolve));

async function run(name) {
  lines = [];
  const record = (line) => void lines.push(String(line));
  const names = { record, ...(host === undefined ? {} : fresh(host)(record)) };
  Object.assign(globalThis, names);
  let end = null;
  const failed = (error) => void (end = `throws ${textOf(error)}`);
  try {
    const result = fresh(glue)[name]();
    if (result instanceof Promise) {
      end = "pending";
      result.then(() => void (end = null), failed);
    }
  } catch (error) {
    failed(error);
  }
  // Microtasks that the case left behind belong to it.
  await drained();
  if (end !== null) lines.push(end);
  for (const key of Object.keys(names)) delete globalThis[key];
  return lines;
}

async function main() {
  const host_names = host === undefined ? {} : fresh(host)(() => {});
  // Imported classes and statics are looked up while the glue is loaded.
  Object.assign(globalThis, { record() {} }, host_names);
  const cases = Object.keys(fresh(glue)).filter((name) => name.startsWith("case_"));
  const result = {};
  for (const name of cases.sort()) result[name] = await run(name);
  process.stdout.write(JSON.stringify(result));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
