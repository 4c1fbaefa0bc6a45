// What is timed under Node: by the names that benchmarks/peers.py asks for, functions that do
// something so many times and return the seconds, or bytes, that it took.
//
// What waits for the event loop is measured in seconds of the processor, as it is in Python: a
// timer of Node's waits a millisecond at least, and what is asked is what it costs. The
// threads in which V8 collects and compiles are counted, as they are part of that.

import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

let finish = () => {};
const kept = [];

Object.assign(globalThis, {
  borrow_f64: (closure) => borrower(closure),
  borrow_text: (closure) => borrower(closure),
  done: () => finish(),
  host_async: async (x) => x,
  host_f64: (x) => x + 1,
  host_str: (_text) => {},
  host_value: (x) => ({ x }),
  keep: (closure) => kept.push(closure),
});

let borrower = () => {};
const guest = createRequire(import.meta.url)("./glue/bench.js");

const clockSeconds = () => performance.now() / 1e3;

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function timed(run, now = clockSeconds) {
  return (times) => {
    const start = now();
    run(times);
    return now() - start;
  };
}

function awaited(run, now) {
  return async (times) => {
    const start = now();
    await run(times);
    return now() - start;
  };
}

// A loop of its own for each function: V8 would otherwise call several through one place, slower.
function calls(argument) {
  return new Function(
    "f",
    "times",
    `let last; for (let i = 0; i < times; i++) last = f(${argument}); return last;`,
  );
}

function called(f, argument) {
  const loop = calls(argument);
  return timed((times) => loop(f, times));
}

// The closure is called while the imported call that got it runs.
function lent(lend, argument) {
  const loop = calls(argument);
  return (times) => {
    let seconds;
    borrower = (closure) => {
      seconds = timed((times) => loop(closure, times))(times);
    };
    lend();
    return seconds;
  };
}

function untilDone(run) {
  const done = new Promise((resolve) => {
    finish = resolve;
  });
  run();
  return done;
}

const WARM = 10;

async function ticks(times, intervals) {
  guest.start_intervals(intervals);
  await untilDone(() => guest.count_ticks(WARM * intervals));
  const seconds = await awaited(
    (times) => untilDone(() => guest.count_ticks(times)),
    processorSeconds,
  )(times);
  guest.stop_intervals();
  return seconds;
}

async function once(times) {
  await untilDone(() => guest.set_once(times));
  guest.drop_callbacks();
}

async function awaitReady(times) {
  for (let n = 0; n < times; n++) await guest.ready(1);
}

const HOUR_MILLIS = 3_600_000;

// So many are alive at once; fewer than a batch's are made again and again.
function pairs(make, drop) {
  return (times, live) =>
    timed(() => {
      for (let n = 0; n < times; n += live) {
        make(live);
        drop();
      }
    }, processorSeconds)(times);
}

function fired(times, live) {
  return awaited(async () => {
    for (let n = 0; n < times; n += live) await once(live);
  }, processorSeconds)(times);
}

// Bytes of V8's heap; what lies in the guest's memory is not counted.
function bytes(make, drop) {
  return async (times) => {
    // What was dropped before goes in steps: finalizers are called in tasks of their own, some time
    // after the collection, and let go of more.
    let before = heapBytes();
    for (let unchanged = 0; unchanged < 3; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const now = heapBytes();
      unchanged = now < before ? 0 : unchanged + 1;
      before = now;
    }
    make(times);
    const taken = heapBytes() - before;
    drop();
    return taken;
  };
}

function heapBytes() {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const setStanding = (count) => guest.set_standing(count, HOUR_MILLIS);

const adder = guest.adder();

let values = new Float64Array();
let results = new Float64Array();
const filled = timed((times) => {
  for (let i = 0; i < times; i++) results[i] = adder(values[i]);
});

function fill(times) {
  if (values.length !== times) {
    values = Float64Array.from({ length: times }, (_, i) => i);
    results = new Float64Array(times);
  }
  return filled(times);
}

export const cases = {
  export_f64: called(guest.add_one, "1"),
  closure_f64: called(adder, "1"),
  closure_text: called(guest.teller(), "5"),
  lent_f64: lent(guest.lend_adder, "1"),
  lent_text: lent(guest.lend_teller, "5"),
  make_and_drop: timed(guest.make_and_drop),
  import_f64: timed(guest.call_host_f64),
  import_str: timed(guest.call_host_str),
  set_once: awaited(once, processorSeconds),
  set_once_into_js: awaited(
    (times) => untilDone(() => guest.set_once_into_js(times)),
    processorSeconds,
  ),
  interval: ticks,
  microtask: awaited((times) => untilDone(() => guest.chain_microtasks(times)), clockSeconds),
  task_switch: awaited((times) => untilDone(() => guest.switch_tasks(1, times)), clockSeconds),
  task_switch_many: awaited(
    (times) => untilDone(() => guest.switch_tasks(100, Math.ceil(times / 100))),
    clockSeconds,
  ),
  await_export: awaited(awaitReady, clockSeconds),
  await_import: awaited((times) => untilDone(() => guest.await_host(times)), clockSeconds),
  standing: pairs(setStanding, guest.clear_standing),
  fired,
  closure_bytes: bytes(guest.make_callbacks, guest.drop_callbacks),
  given_bytes: bytes(guest.give_callbacks, () => kept.splice(0)),
  timer_bytes: bytes(setStanding, guest.clear_standing),
  handle_bytes: bytes(guest.make_by_import, guest.drop_values),
  loop: called(adder, "i"),
  fill,
};
