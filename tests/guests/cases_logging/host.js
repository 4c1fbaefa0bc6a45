// What the console shows is recorded, with the stream that it goes to.
"use strict";

const { Console } = require("node:console");
const { Writable } = require("node:stream");

function stream(name, record) {
  return new Writable({
    decodeStrings: false,
    write(text, _encoding, done) {
      for (const line of text.replace(/\n$/, "").split("\n")) record(`${name}: ${line}`);
      done();
    },
  });
}

module.exports = (record) => {
  // Each case has a timeline of its own.
  performance.clearMarks();
  performance.clearMeasures();
  const out = stream("out", record);
  const err = stream("err", record);
  return { console: new Console({ stdout: out, stderr: err, colorMode: false }) };
};
