/**
 * Host to guest.
 * @param {number} x
 * @returns {number}
 */
function add_one(x) {
    const ret = wasm.add_one(x);
    return ret;
}
exports.add_one = add_one;

/**
 * A closure that the host keeps.
 * @returns {any}
 */
function adder() {
    const ret = wasm.adder();
    return ret;
}
exports.adder = adder;

/**
 * Awaits the host's promise so often; then says `done`.
 * @param {number} count
 */
function await_host(count) {
    wasm.await_host(count);
}
exports.await_host = await_host;

/**
 * Guest to host: `x = host_f64(x)`, `count` times, from 0 on; returns the last `x`.
 * @param {number} count
 * @returns {number}
 */
function call_host_f64(count) {
    const ret = wasm.call_host_f64(count);
    return ret;
}
exports.call_host_f64 = call_host_f64;

/**
 * Guest to host: a short text, `count` times.
 * @param {number} count
 */
function call_host_str(count) {
    wasm.call_host_str(count);
}
exports.call_host_str = call_host_str;

/**
 * Queues a microtask that queues itself, so many in all; the last one says `done`.
 * @param {number} count
 */
function chain_microtasks(count) {
    wasm.chain_microtasks(count);
}
exports.chain_microtasks = chain_microtasks;

/**
 * Clears the timeouts that are remembered, and drops their closures.
 */
function clear_standing() {
    wasm.clear_standing();
}
exports.clear_standing = clear_standing;

/**
 * Says `done` after so many ticks of the intervals.
 * @param {number} count
 */
function count_ticks(count) {
    wasm.count_ticks(count);
}
exports.count_ticks = count_ticks;

/**
 * Drops the callbacks that are kept.
 */
function drop_callbacks() {
    wasm.drop_callbacks();
}
exports.drop_callbacks = drop_callbacks;

/**
 * Drops the values that are kept.
 */
function drop_values() {
    wasm.drop_values();
}
exports.drop_values = drop_values;

/**
 * Gives the host so many closures to keep.
 * @param {number} count
 */
function give_callbacks(count) {
    wasm.give_callbacks(count);
}
exports.give_callbacks = give_callbacks;

/**
 * Gives `borrow_f64` a stack closure that adds 1.
 */
function lend_adder() {
    wasm.lend_adder();
}
exports.lend_adder = lend_adder;

/**
 * Gives `borrow_text` a stack closure.
 */
function lend_teller() {
    wasm.lend_teller();
}
exports.lend_teller = lend_teller;

/**
 * Makes closures and drops them.
 * @param {number} count
 */
function make_and_drop(count) {
    wasm.make_and_drop(count);
}
exports.make_and_drop = make_and_drop;

/**
 * Makes so many values by an imported function, which are kept.
 * @param {number} count
 */
function make_by_import(count) {
    wasm.make_by_import(count);
}
exports.make_by_import = make_by_import;

/**
 * Makes so many closures that the guest keeps.
 * @param {number} count
 */
function make_callbacks(count) {
    wasm.make_callbacks(count);
}
exports.make_callbacks = make_callbacks;

/**
 * An exported `async fn` that is ready at once.
 * @param {number} x
 * @returns {Promise<number>}
 */
function ready(x) {
    const ret = wasm.ready(x);
    return ret;
}
exports.ready = ready;

/**
 * Sets so many timeouts of no delay, each with a `Closure::once` of its own; the last to fire
 * says `done`.
 * @param {number} count
 */
function set_once(count) {
    wasm.set_once(count);
}
exports.set_once = set_once;

/**
 * Sets so many timeouts of no delay, each with a closure that drops itself once it has run.
 * @param {number} count
 */
function set_once_into_js(count) {
    wasm.set_once_into_js(count);
}
exports.set_once_into_js = set_once_into_js;

/**
 * Sets so many timeouts of so long a delay, with one closure, and remembers them.
 * @param {number} count
 * @param {number} millis
 */
function set_standing(count, millis) {
    wasm.set_standing(count, millis);
}
exports.set_standing = set_standing;

/**
 * Sets so many intervals of no delay, each with a closure of its own.
 * @param {number} count
 */
function start_intervals(count) {
    wasm.start_intervals(count);
}
exports.start_intervals = start_intervals;

/**
 * Clears the intervals.
 */
function stop_intervals() {
    wasm.stop_intervals();
}
exports.stop_intervals = stop_intervals;

/**
 * Spawns so many tasks, each of which lets the others run so often; the last to end says `done`.
 * @param {number} tasks
 * @param {number} switches
 */
function switch_tasks(tasks, switches) {
    wasm.switch_tasks(tasks, switches);
}
exports.switch_tasks = switch_tasks;

/**
 * A closure that the host keeps: "x is 5" for 5.
 * @returns {any}
 */
function teller() {
    const ret = wasm.teller();
    return ret;
}
exports.teller = teller;
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_Error_208446807d0d1e30: function(arg0, arg1) {
            const ret = Error(getStringFromWasm0(arg0, arg1));
            return ret;
        },
        __wbg___wbindgen_debug_string_f249a2a76caa9a55: function(arg0, arg1) {
            const ret = debugString(arg1);
            const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_export, wasm.__wbindgen_export2);
            const len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
        },
        __wbg___wbindgen_is_function_741ff2bb612836f5: function(arg0) {
            const ret = typeof(arg0) === 'function';
            return ret;
        },
        __wbg___wbindgen_is_undefined_be5b34249ff1fc15: function(arg0) {
            const ret = arg0 === undefined;
            return ret;
        },
        __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
        __wbg__wbg_cb_unref_09736879a3f67559: function(arg0) {
            arg0._wbg_cb_unref();
        },
        __wbg_borrow_f64_44a42b7d6e42e93d: function(arg0, arg1) {
            try {
                var state0 = {a: arg0, b: arg1};
                var cb0 = (arg0) => __wasm_bindgen_func_elem_151(state0.a, state0.b, arg0);
                borrow_f64(cb0);
            } finally {
                state0.a = 0;
            }
        },
        __wbg_borrow_text_06b4a3f99ec9de17: function(arg0, arg1) {
            try {
                var state0 = {a: arg0, b: arg1};
                var cb0 = (arg0) => __wasm_bindgen_func_elem_149(state0.a, state0.b, arg0);
                borrow_text(cb0);
            } finally {
                state0.a = 0;
            }
        },
        __wbg_call_a410eb4b59ed5965: function() { return handleError(function (arg0, arg1, arg2) {
            const ret = arg0.call(arg1, arg2);
            return ret;
        }, arguments); },
        __wbg_clearInterval_d26099b8e9ced953: function(arg0) {
            clearInterval(arg0);
        },
        __wbg_clearTimeout_93e63eb35396452f: function(arg0) {
            clearTimeout(arg0);
        },
        __wbg_done_ccf7d9f049f9912a: function() {
            done();
        },
        __wbg_host_async_894a504aad316f7f: function(arg0) {
            const ret = host_async(arg0);
            return ret;
        },
        __wbg_host_f64_11921c6e559eb771: function(arg0) {
            const ret = host_f64(arg0);
            return ret;
        },
        __wbg_host_str_c842af317de25758: function(arg0, arg1) {
            host_str(getStringFromWasm0(arg0, arg1));
        },
        __wbg_host_value_a03e3dfb9c53d2d8: function(arg0) {
            const ret = host_value(arg0);
            return ret;
        },
        __wbg_keep_d01c2fbbc6449dab: function(arg0) {
            keep(arg0);
        },
        __wbg_new_typed_e09da9dae6ee5935: function(arg0, arg1) {
            try {
                var state0 = {a: arg0, b: arg1};
                var cb0 = (arg0, arg1) => {
                    const a = state0.a;
                    state0.a = 0;
                    try {
                        return __wasm_bindgen_func_elem_493(a, state0.b, arg0, arg1);
                    } finally {
                        state0.a = a;
                    }
                };
                const ret = new Promise(cb0);
                return ret;
            } finally {
                state0.a = 0;
            }
        },
        __wbg_queueMicrotask_1e8503a8a690f0a3: function(arg0) {
            const ret = arg0.queueMicrotask;
            return ret;
        },
        __wbg_queueMicrotask_4a1a4d8dd332373b: function(arg0) {
            queueMicrotask(arg0);
        },
        __wbg_queueMicrotask_67fb39ad35078f4a: function(arg0) {
            queueMicrotask(arg0);
        },
        __wbg_resolve_dbf78ab4942478b0: function(arg0) {
            const ret = Promise.resolve(arg0);
            return ret;
        },
        __wbg_setInterval_da69b131bb114796: function(arg0, arg1) {
            const ret = setInterval(arg0, arg1);
            return ret;
        },
        __wbg_setTimeout_66778991f357b574: function(arg0, arg1) {
            const ret = setTimeout(arg0, arg1);
            return ret;
        },
        __wbg_setTimeout_9631d6889b8d62eb: function(arg0, arg1) {
            const ret = setTimeout(arg0, arg1);
            return ret;
        },
        __wbg_static_accessor_GLOBAL_THIS_003ee833af9699fc: function() {
            const ret = typeof globalThis === 'undefined' ? undefined : globalThis;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_GLOBAL_e4293fb22cbe77da: function() {
            const ret = typeof global === 'undefined' ? undefined : global;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_SELF_53bb20457401453d: function() {
            const ret = typeof self === 'undefined' ? undefined : self;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_WINDOW_b5e0810bfecb7feb: function() {
            const ret = typeof window === 'undefined' ? undefined : window;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_then_656f253a5dd7d8ea: function(arg0, arg1, arg2) {
            const ret = arg0.then(arg1, arg2);
            return ret;
        },
        __wbg_then_e3f7f2d365708be8: function(arg0, arg1) {
            const ret = arg0.then(arg1);
            return ret;
        },
        __wbindgen_generic_0000000000000001: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [Externref], shim_idx: 46, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
            const ret = makeMutClosure(arg0, arg1, __wasm_bindgen_func_elem_1181);
            return ret;
        },
        __wbindgen_generic_0000000000000002: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [F64], shim_idx: 6, ret: F64, inner_ret: Some(F64) }, mutable: false }) -> Externref`.
            const ret = makeClosure(arg0, arg1, __wasm_bindgen_func_elem_151);
            return ret;
        },
        __wbindgen_generic_0000000000000003: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [U32], shim_idx: 7, ret: String, inner_ret: Some(String) }, mutable: false }) -> Externref`.
            const ret = makeClosure(arg0, arg1, __wasm_bindgen_func_elem_149);
            return ret;
        },
        __wbindgen_generic_0000000000000004: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [], shim_idx: 11, ret: U32, inner_ret: Some(U32) }, mutable: false }) -> Externref`.
            const ret = makeClosure(arg0, arg1, __wasm_bindgen_func_elem_133);
            return ret;
        },
        __wbindgen_generic_0000000000000005: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [], shim_idx: 9, ret: Unit, inner_ret: Some(Unit) }, mutable: true }) -> Externref`.
            const ret = makeMutClosure(arg0, arg1, __wasm_bindgen_func_elem_126);
            return ret;
        },
        __wbindgen_generic_0000000000000006: function(arg0) {
            // Cast intrinsic for `F64 -> Externref`.
            const ret = arg0;
            return ret;
        },
        __wbindgen_init_externref_table: function() {
            const table = wasm.__wbindgen_externrefs;
            table.set(0, undefined);
            table.set(1024, undefined);
            table.set(1025, null);
            table.set(1026, true);
            table.set(1027, false);
        },
    };
    return {
        __proto__: null,
        "./bench_bg.js": import0,
    };
}

function __wasm_bindgen_func_elem_126(arg0, arg1) {
    wasm.__wasm_bindgen_func_elem_126(arg0, arg1);
}

function __wasm_bindgen_func_elem_133(arg0, arg1) {
    const ret = wasm.__wasm_bindgen_func_elem_133(arg0, arg1);
    return ret >>> 0;
}

function __wasm_bindgen_func_elem_1181(arg0, arg1, arg2) {
    const ret = wasm.__wasm_bindgen_func_elem_1181(arg0, arg1, arg2);
    if (ret[1]) {
        throw takeFromExternrefTable0(ret[0]);
    }
}

function __wasm_bindgen_func_elem_493(arg0, arg1, arg2, arg3) {
    wasm.__wasm_bindgen_func_elem_493(arg0, arg1, arg2, arg3);
}

function __wasm_bindgen_func_elem_149(arg0, arg1, arg2) {
    let deferred1_0;
    let deferred1_1;
    try {
        const ret = wasm.__wasm_bindgen_func_elem_149(arg0, arg1, arg2);
        deferred1_0 = ret[0];
        deferred1_1 = ret[1];
        return getStringFromWasm0(ret[0], ret[1]);
    } finally {
        wasm.__wbindgen_export3(deferred1_0, deferred1_1, 1);
    }
}

function __wasm_bindgen_func_elem_151(arg0, arg1, arg2) {
    const ret = wasm.__wasm_bindgen_func_elem_151(arg0, arg1, arg2);
    return ret;
}

function addToExternrefTable0(obj) {
    const idx = wasm.__wbindgen_export5();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => wasm.__wbindgen_export6(state.a, state.b));

function debugString(val) {
    switch (typeof val) {
        // primitive types
        case 'number':
        case 'boolean':
        case 'undefined':
        return `${val}`;
        case 'string':
        return JSON.stringify(val);
        case 'bigint':
        return `${val}n`;
        case 'symbol':
        return val.description !== undefined
            ? `Symbol(${val.description})`
            : 'Symbol';
        case 'function':
        return typeof val.name === 'string' && val.name !== ''
            ? `Function(${val.name})`
            : 'Function';
        case 'object': {
            if (val === null) {
                return 'null';
            }
            // objects
            if (Array.isArray(val)) {
                return '[' + Array.from(val, debugString).join(', ') + ']';
            }
            // errors
            if (val instanceof Error) {
                return `${val.name}: ${val.message}\n${val.stack}`;
            }

            const toStringOutput = toString.call(val);
            // Test for built-in
            const className = /\[object ([^\]]+)\]/.exec(toStringOutput)?.[1];

            // Failed to match the standard '[object ClassName]'
            if (className === undefined) {
                return toStringOutput;
            }
            if (className === 'Object') {
                // we're a user defined class or Object
                // JSON.stringify avoids problems with cycles, and is generally much
                // easier than looping through ownProperties of `val`.
                try {
                    return 'Object(' + JSON.stringify(val) + ')';
                } catch (_) {
                    return 'Object';
                }
            }
            // TODO we could test for more things here, like `Set`s and `Map`s.
            return className;
        }
        // Per MDN: 'This list of values is exhaustive.'
        // https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Operators/typeof#description
    }
}

let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_export4(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function makeClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1 };
    const real = (...args) => {

        // First up with a closure we increment the internal reference
        // count. This ensures that the Rust closure environment won't
        // be deallocated while we're invoking it.
        state.cnt++;
        try {
            return f(state.a, state.b, ...args);
        } finally {
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (--state.cnt === 0) {
            wasm.__wbindgen_export6(state.a, state.b);
            state.a = 0;
            CLOSURE_DTORS.unregister(state);
        }
    };
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

function makeMutClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1 };
    const real = (...args) => {

        // First up with a closure we increment the internal reference
        // count. This ensures that the Rust closure environment won't
        // be deallocated while we're invoking it.
        state.cnt++;
        const a = state.a;
        state.a = 0;
        try {
            return f(a, state.b, ...args);
        } finally {
            state.a = a;
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (--state.cnt === 0) {
            wasm.__wbindgen_export6(state.a, state.b);
            state.a = 0;
            CLOSURE_DTORS.unregister(state);
        }
    };
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__wbindgen_export7(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
function decodeText(bytes) {
    return cachedTextDecoder.decode(bytes);
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;

const wasmPath = `${__dirname}/bench_bg.wasm`;
const wasmBytes = require('fs').readFileSync(wasmPath);
const wasmModule = new WebAssembly.Module(wasmBytes);
let wasmInstance = new WebAssembly.Instance(wasmModule, __wbg_get_imports());
let wasm = wasmInstance.exports;
wasm.__wbindgen_start();
