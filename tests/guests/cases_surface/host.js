// What the cases ask of their host; host.py says the same in Python.
"use strict";

class Shape {
  constructor(name) {
    this.name = name;
  }
}

class Duck {
  static count = 3;
  static kinds() {
    return ["mallard", "teal"];
  }
  constructor() {
    this.quack = () => "own quack";
    this._feathers = 1;
    this.class = "duck";
  }
  get feathers() {
    return this._feathers;
  }
  set feathers(feathers) {
    this._feathers = feathers;
  }
  get secret() {
    throw "no secret";
  }
  fly() {
    throw "cannot fly";
  }
  sum(...numbers) {
    return numbers.reduce((total, number) => total + number, 0);
  }
}
Duck.prototype.quack = function () {
  return "class quack";
};

class Drake extends Duck {}

class webkitPrefixed {
  hello() {
    return "hello from a prefix";
  }
}

class Inner {
  static make(text) {
    return new Inner(text);
  }
  constructor(text) {
    this.text = text;
  }
}

const constants = { undefined: undefined, null: null, text: "text", number: 1.5, happy: "happy" };

module.exports = () => ({
  Shape,
  Duck,
  Drake,
  webkitPrefixed,
  deep: { Inner, label: "a label", er: { twice: (number) => 2 * number } },
  ANSWER: 42,
  echo: (value) => value,
  show: (value) => `${typeof value} ${value === null ? "null" : String(value)}`,
  text: (value) => String(value),
  json: (value) => JSON.stringify(value),
  constant: (name) => constants[name],
  elements: (values) => (values === undefined ? "none" : Array.from(values, String).join("|")),
  double: (values) => {
    if (values === undefined) return;
    for (let i = 0; i < values.length; i++) values[i] = 2 * values[i];
  },
  kindOf: (...arguments_) =>
    arguments_
      .map((values) => {
        if (values === undefined) return "none";
        const kind = Array.isArray(values) ? "array" : "typed";
        return `${kind} ${Array.from(values, (value) => `${typeof value} ${value}`).join("|")}`;
      })
      .join(" and "),
  callWith: (function_, ...args) => function_(...args),
  pair: (...args) => args.map((value) => `${typeof value} ${value}`).join("|"),
  fail: (value) => {
    throw `failed with ${value}`;
  },
  newShelf: () => ["zero", "one", "two"],
  newDrawer: () => ({ name: "drawer" }),
  heavierBy: (gadget, by) => gadget.heavier(by).weight,
  property: (value, name) => String(value[name]),
  setProperty: (value, name, text) => void (value[name] = text),
  callMethod: (value, name) => String(value[name]()),
});
