//! The namespace `WebAssembly`.

use js_sys::WebAssembly;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{get, global, invoke, list, log, new, object, outcome, show, text, NULL, UNDEFINED};

const EMPTY: [u8; 8] = [0, 97, 115, 109, 1, 0, 0, 0];

#[wasm_bindgen]
pub fn case_memory_descriptors() {
    for descriptor in [
        object! {},
        object! { initial: 1 },
        object! { initial: -1 },
        object! { initial: 70000 },
        object! { initial: 2, maximum: 1 },
        object! { initial: 1, maximum: 2, shared: true },
        object! { initial: 1, shared: true },
        object! { initial: "1" },
        UNDEFINED,
        NULL,
        JsValue::from(1),
    ] {
        let made = new("WebAssembly.Memory", list![&descriptor]);
        let length = made.map(|memory| get(&get(&memory, "buffer"), "byteLength"));
        log!("{}", outcome(length));
    }
    log!("{}", outcome(js_sys::Function::from(global("WebAssembly.Memory")).call0(&UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_globals() {
    for (kind, value) in [
        ("i32", JsValue::from("5")),
        ("i32", JsValue::from(2f64.powi(31))),
        ("i64", JsValue::from(1i64)),
        ("i64", JsValue::from(1)),
        ("i64", UNDEFINED),
        ("f32", JsValue::from(1.1)),
        ("f64", JsValue::from(1.1)),
        ("f64", UNDEFINED),
        ("externref", JsValue::from("x")),
        ("anyfunc", NULL),
        ("anyfunc", JsValue::from(1)),
        ("other", JsValue::from(1)),
    ] {
        let made = new("WebAssembly.Global", list![object! { value: kind }, &value]);
        log!("{kind} {} {}", show(&value), outcome(made.map(|made| get(&made, "value"))));
    }
    for kind in ["i32", "i64", "f32", "f64", "externref", "anyfunc"] {
        let made = new("WebAssembly.Global", list![object! { value: kind }]);
        log!("{kind} {}", outcome(made.map(|made| get(&made, "value"))));
    }
    log!("{}", outcome(new("WebAssembly.Global", list![])));
}

#[wasm_bindgen]
pub fn case_global_value() {
    let descriptor = object! { value: "i32", mutable: true };
    let made = WebAssembly::Global::new(descriptor.unchecked_ref(), &7.into()).unwrap();
    log!("{} {:?}", show(made.value()), JsValue::from(made.clone()));
    made.set_value(&(-1.9).into());
    log!("{} {}", show(made.value()), outcome(invoke(&made, "valueOf", list![])));
    let fixed = new("WebAssembly.Global", list![object! { value: "i32" }, 1]).unwrap();
    let set = js_sys::Reflect::set(&fixed, &"value".into(), &2.into());
    log!("{}", outcome(set.map(JsValue::from)));
}

#[wasm_bindgen]
pub fn case_tables() {
    let descriptor = object! { element: "externref", initial: 2, maximum: 4 };
    let table = new("WebAssembly.Table", list![&descriptor, "x"]).unwrap();
    log!("{} {}", show(get(&table, "length")), outcome(invoke(&table, "get", list![1])));
    log!("{}", outcome(invoke(&table, "set", list![1, 5])));
    log!("{}", outcome(invoke(&table, "get", list![1])));
    log!("{}", outcome(invoke(&table, "get", list![2])));
    log!("{}", outcome(invoke(&table, "set", list![2, 1])));
    log!("{}", outcome(invoke(&table, "grow", list![1, "y"])));
    log!("{}", outcome(invoke(&table, "get", list![2])));
    log!("{}", outcome(invoke(&table, "grow", list![2])));
    log!("{}", outcome(invoke(&table, "set", list![0])));
    log!("{}", outcome(invoke(&table, "get", list![0])));
    for descriptor in [
        object! { element: "anyfunc", initial: 1 },
        object! { element: "other", initial: 1 },
        object! { element: "externref" },
        object! { element: "externref", initial: 3, maximum: 2 },
        object! { initial: 1 },
        UNDEFINED,
    ] {
        let made = new("WebAssembly.Table", list![&descriptor]);
        log!("{}", outcome(made.and_then(|table| invoke(&table, "get", list![0]))));
    }
    let functions = object! { element: "anyfunc", initial: 1 };
    let functions = WebAssembly::Table::new(functions.unchecked_ref()).unwrap();
    log!("{}", functions.length());
    log!("{:?}", functions.grow(2));
    log!("{}", outcome(functions.get(3)));
    let plain = get(&global("Object"), "keys");
    log!("{}", outcome(invoke(&functions, "set", list![0, &plain])));
    log!("{}", outcome(invoke(&functions, "set", list![0, NULL])));
}

#[wasm_bindgen]
pub fn case_tags_and_exceptions() {
    let tag = object! { parameters: list!["i32", "i64"] };
    let tag = WebAssembly::Tag::new(tag.unchecked_ref()).unwrap();
    let other = new("WebAssembly.Tag", list![object! { parameters: list![] }]).unwrap();
    let exception = WebAssembly::Exception::new(&tag, &list!["5", 6i64]).unwrap();
    log!("{:?}", JsValue::from(exception.clone()));
    log!("{} {}", exception.is(&tag), exception.is(other.unchecked_ref()));
    log!("{} {}", outcome(exception.get_arg(&tag, 0)), outcome(exception.get_arg(&tag, 1)));
    log!("{}", outcome(exception.get_arg(&tag, 2)));
    log!("{}", outcome(exception.get_arg(other.unchecked_ref(), 0)));
    log!("{}", show(get(&exception, "stack")));
    log!("{}", outcome(new("WebAssembly.Exception", list![js_sys::Object::new(), list![]])));
    log!("{}", outcome(new("WebAssembly.Exception", list![&tag, list![1, 2]])));
    for descriptor in [object! {}, object! { parameters: list!["x"] }] {
        log!("{}", outcome(new("WebAssembly.Tag", list![&descriptor])));
    }
    log!("{}", outcome(invoke(&exception, "is", list![1])));
}

#[wasm_bindgen]
pub fn case_webassembly_errors() {
    let errors: [JsValue; 3] = [
        WebAssembly::CompileError::new("one").into(),
        WebAssembly::LinkError::new("two").into(),
        WebAssembly::RuntimeError::new("three").into(),
    ];
    for error in errors {
        log!("{} {}", text(&error), error.is_instance_of::<js_sys::Error>());
        log!("{} {}", show(get(&error, "name")), show(get(&error, "message")));
        log!("{}", error.is_instance_of::<WebAssembly::LinkError>());
    }
}

#[wasm_bindgen]
pub fn case_webassembly_validate() {
    let bytes = js_sys::Uint8Array::from(&EMPTY[..]);
    log!("{:?}", WebAssembly::validate(&bytes));
    log!("{:?}", WebAssembly::validate(&bytes.buffer()));
    log!("{:?}", WebAssembly::validate(&bytes.subarray(0, 7)));
    log!("{}", WebAssembly::validate(&1.into()).map_err(|e| text(&e)).unwrap_err());
    // A function body that leaves nothing where a result is wanted.
    let invalid = [
        0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 10, 4, 1, 2, 0, 11,
    ];
    log!("{:?}", WebAssembly::validate(&js_sys::Uint8Array::from(&invalid[..])));
}

#[wasm_bindgen]
pub fn case_webassembly_modules() {
    let binary = [
        &EMPTY[..],
        &[1, 4, 1, 96, 0, 0],                               // () -> ()
        &[2, 7, 1, 1, 97, 1, 98, 0, 0],                     // import a.b
        &[5, 3, 1, 0, 1],                                   // a memory
        &[7, 9, 2, 1, 109, 2, 0, 1, 102, 0, 0],             // exports m, f
        &[0, 5, 2, 120, 121, 1, 2],                         // custom section xy
    ]
    .concat();
    let module = WebAssembly::Module::new(&js_sys::Uint8Array::from(&binary[..])).unwrap();
    log!("{:?}", JsValue::from(module.clone()));
    let shown = |list: js_sys::Array| {
        let shown: Vec<_> = list
            .iter()
            .map(|each| String::from(js_sys::JSON::stringify(&each).unwrap()))
            .collect();
        shown.join(" ")
    };
    log!("{}", shown(WebAssembly::Module::exports(&module)));
    log!("{}", shown(WebAssembly::Module::imports(&module)));
    log!("{}", show(WebAssembly::Module::custom_sections(&module, "xy")));
    log!("{}", show(WebAssembly::Module::custom_sections(&module, "z")));
    log!("{}", outcome(new("WebAssembly.Module", list![1])));
    log!("{}", outcome(new("WebAssembly.Module", list![js_sys::Uint8Array::new_with_length(0)])));
    let bad = new("WebAssembly.Module", list![js_sys::Uint8Array::new_with_length(8)]);
    let error = bad.unwrap_err();
    log!("{}", error.is_instance_of::<WebAssembly::CompileError>());
    log!("{}", outcome(invoke(&global("WebAssembly.Module"), "exports", list![1])));
}
