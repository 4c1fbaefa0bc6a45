// What the cases ask of their host; host.py says the same in Python.
"use strict";

function show(value) {
  if (Object.is(value, -0)) return "number -0";
  if (value !== null && typeof value === "object" && typeof value.length === "number") {
    return `[${Array.from(value, show).join(", ")}]`;
  }
  return `${typeof value} ${String(value)}`;
}

class Shape {
  static made = 0;
  constructor(name, size) {
    if (size < 0) throw new RangeError("a negative size");
    this.shapeName = name;
    this.size = size;
    Shape.made += 1;
  }
  static unit() {
    return new this("unit", 1);
  }
  area() {
    return this.size * this.size;
  }
  scaledBy(factor) {
    return new Shape(this.shapeName, this.size * factor);
  }
  label() {
    return `shape ${this.shapeName}`;
  }
  sum(...numbers) {
    return numbers.reduce((sum, number) => sum + number, this.size);
  }
}

class Square extends Shape {
  constructor(size) {
    super("square", size);
  }
  side() {
    return this.size;
  }
  label() {
    return "a square";
  }
}

const VALUES = {
  undefined,
  null: null,
  true: true,
  false: false,
  zero: 0,
  "negative zero": -0,
  one: 1,
  half: 0.5,
  minus: -7,
  large: 4294967301,
  nan: NaN,
  infinity: Infinity,
  "empty text": "",
  "text zero": "0",
  "text number": " 42 ",
  "text hex": "0x1f",
  text: "text",
  "big zero": 0n,
  "big one": 1n,
  "big minus": -7n,
  "big huge": 2n ** 70n,
};

function thrown(what) {
  switch (what) {
    case "error": return new Error("an error");
    case "type error": return new TypeError("of a type");
    case "range error": return new RangeError("of a range");
    case "bare error": return new Error();
    default: return VALUES[what];
  }
}

module.exports = (record) => {
  let kept;
  Shape.made = 0;
  const objects = {
    array: () => [1, "two", null, [true]],
    "empty array": () => [],
    object: () => ({ a: 1, b: "two", c: null }),
    "empty object": () => ({}),
    function: () => function named() {},
    "bare function": () => () => undefined,
    symbol: () => Symbol("described"),
    error: () => new Error("an error"),
    shape: () => new Shape("made", 2),
    square: () => new Square(3),
  };
  return {
    echo: (value) => value,
    show,
    text: (value) => String(value),
    value: (name) => (name in objects ? objects[name]() : VALUES[name]),
    nothing: () => undefined,
    raise: (what) => { throw thrown(what); },
    call: (function_, ...args) => function_(...args),
    callTwice: (function_) => { function_(); function_(); },
    attempt: (function_, ...args) => {
      try {
        return `returned ${show(function_(...args))}`;
      } catch (error) {
        return `threw ${show(error)}`;
      }
    },
    keep: (function_) => void (kept = function_),
    callKept: (...args) => kept(...args),
    isKept: (value) => value === kept,
    same: (left, right) => left === right,
    fill: (values) => { for (let i = 0; i < values.length; i += 1) values[i] = i + 1; },
    join: (values) => Array.from(values, show).join(", "),
    countArguments: (...args) => args.length,
    sumAll: (...numbers) => numbers.reduce((sum, number) => sum + number, 0),
    Shape,
    toolbox: { Square, greet: (name) => `hello ${name}`, inner: { depth: () => 2 } },
    ANSWER: 42,
    SETTINGS: { mode: "fast" },
    // Kept: what nobody holds is freed here by the collector, in Python at once.
    counter: (item) => {
      kept = item;
      const before = item.count;
      item.count = before + 5;
      return `${before} ${item.increase(2)} ${item.count} ${item.double}`;
    },
    freeItem: (item) => item.free(),
    useItem: (item) => item.increase(1),
  };
};
