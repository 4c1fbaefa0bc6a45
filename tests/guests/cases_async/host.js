"use strict";

module.exports = (record) => ({
  async *counting(count) {
    try {
      for (let number = 0; number < count; number++) {
        const sent = yield number;
        if (sent !== undefined) record(`sent ${String(sent)}`);
      }
    } finally {
      record("counting ends");
    }
  },
  async *failing() {
    yield "first";
    throw new RangeError("of the generator");
  },
  async *catching() {
    for (;;) {
      try {
        yield "waits";
      } catch (error) {
        record(`caught ${String(error)}`);
        yield "caught";
      }
    }
  },
});
