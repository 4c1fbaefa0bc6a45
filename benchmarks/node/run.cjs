// Run an export of a small guest, by the official glue: a whole process.
//
//     node run.cjs FUNCTION [ARG ...]

const [, , name, ...args] = process.argv;
require("./glue/bench_start.js")[name](...args);
