// What the cases ask of their host; host.py says the same in Python.
"use strict";

function show(value) {
  if (Object.is(value, -0)) return "number -0";
  return `${typeof value} ${String(value)}`;
}

module.exports = (record) => {
  let kept;
  return {
    echo: (value) => value,
    show,
    text: (value) => String(value),
    call: (function_) => function_(),
    callWith: (function_, ...args) => function_(...args),
    keep: (function_) => void (kept = function_),
    callKept: (...args) => kept(...args),
  };
};
