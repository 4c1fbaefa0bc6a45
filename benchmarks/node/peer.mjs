// A process that times what it is asked to: a line of JSON in, {"name": ..., "times": ...,
// "arguments": [...]}; a line out, {"taken": ...} or {"error": ...}. It ends with its input.

import { createInterface } from "node:readline";

import { cases } from "./cases.mjs";

// So many batches go before the first of a case, until V8 has compiled what is hot.
const WARM_BATCHES = 10;
const warm = new Set();

async function answer({ name, times, arguments: more }) {
  if (!Object.hasOwn(cases, name)) return { error: `there is no case ${name}` };
  try {
    if (!warm.has(name)) {
      warm.add(name);
      for (let n = 0; n < WARM_BATCHES; n++) await cases[name](times, ...more);
    }
    return { taken: await cases[name](times, ...more) };
  } catch (error) {
    return { error: String(error?.stack ?? error) };
  }
}

process.stdout.write(`${JSON.stringify({ version: process.version })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
