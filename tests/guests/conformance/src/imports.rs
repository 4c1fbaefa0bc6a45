//! Every way to name a function or a value of the host, and to survive its exceptions.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn host_add(a: f64, b: f64) -> f64;

    #[wasm_bindgen(js_namespace = Toolbox)]
    fn twice(x: f64) -> f64;
    #[wasm_bindgen(js_namespace = ["Toolbox", "inner"])]
    fn thrice(x: f64) -> f64;
    #[wasm_bindgen(js_namespace = Toolbox, js_name = renamedInToolbox)]
    fn quadruple(x: f64) -> f64;
    #[wasm_bindgen(js_name = renamedHostFunction)]
    fn renamed(x: f64) -> f64;

    fn may_fail(x: f64);
    #[wasm_bindgen(catch, js_name = may_fail)]
    fn try_unit(x: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = may_fail)]
    fn try_f64(x: f64) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch, js_name = may_fail_i64)]
    fn try_i64(x: f64) -> Result<i64, JsValue>;
    #[wasm_bindgen(catch, js_name = may_fail_string)]
    fn try_string(x: f64) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = may_fail)]
    fn try_js(x: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(variadic)]
    fn sum_all(first: f64, rest: &[f64]) -> f64;
    #[wasm_bindgen(variadic, js_name = join_all)]
    fn join_all(parts: Box<[JsValue]>) -> String;

    /// Nothing calls it: the section names it, the module does not import it.
    #[allow(dead_code)]
    fn never_called();
}

// Two crates may import the same thing: the same name, bound twice.
mod again {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        pub fn host_add(a: f64, b: f64) -> f64;
    }
}

#[wasm_bindgen(module = "some-module")]
extern "C" {
    fn module_add(a: f64, b: f64) -> f64;
    #[wasm_bindgen(js_name = default)]
    fn module_default() -> String;
    #[wasm_bindgen(js_namespace = nested)]
    fn module_twice(x: f64) -> f64;
    #[wasm_bindgen(js_name = host_add)]
    fn module_host_add(a: f64, b: f64) -> f64;

    type ModuleThing;
    #[wasm_bindgen(constructor)]
    fn new(text: &str) -> ModuleThing;
    #[wasm_bindgen(method)]
    fn shout(this: &ModuleThing) -> String;
}

#[cfg(not(feature = "thread_local_v2"))]
mod statics {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        static HOST_NUMBER: f64;
        static HOST_TEXT: JsValue;
        #[wasm_bindgen(js_namespace = Toolbox, js_name = version)]
        static TOOLBOX_VERSION: JsValue;
    }

    pub fn number() -> f64 {
        *HOST_NUMBER
    }

    pub fn text() -> JsValue {
        HOST_TEXT.clone()
    }

    pub fn version() -> JsValue {
        TOOLBOX_VERSION.clone()
    }
}

#[cfg(feature = "thread_local_v2")]
mod statics {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(thread_local_v2)]
        static HOST_NUMBER: f64;
        #[wasm_bindgen(thread_local_v2)]
        static HOST_TEXT: JsValue;
        #[wasm_bindgen(thread_local_v2, js_namespace = Toolbox, js_name = version)]
        static TOOLBOX_VERSION: JsValue;
    }

    pub fn number() -> f64 {
        HOST_NUMBER.with(|number| *number)
    }

    pub fn text() -> JsValue {
        HOST_TEXT.with(JsValue::clone)
    }

    pub fn version() -> JsValue {
        TOOLBOX_VERSION.with(JsValue::clone)
    }
}

#[wasm_bindgen]
pub fn use_global_function(a: f64, b: f64) -> f64 {
    host_add(a, b)
}

/// The second import of the same function.
#[wasm_bindgen]
pub fn use_duplicate_function(a: f64, b: f64) -> f64 {
    again::host_add(a, b)
}

#[wasm_bindgen]
pub fn use_namespace(x: f64) -> f64 {
    twice(x)
}

#[wasm_bindgen]
pub fn use_nested_namespace(x: f64) -> f64 {
    thrice(x)
}

#[wasm_bindgen]
pub fn use_namespace_rename(x: f64) -> f64 {
    quadruple(x)
}

#[wasm_bindgen]
pub fn use_rename(x: f64) -> f64 {
    renamed(x)
}

#[wasm_bindgen]
pub fn host_number() -> f64 {
    statics::number()
}

#[wasm_bindgen]
pub fn host_text() -> JsValue {
    statics::text()
}

#[wasm_bindgen]
pub fn toolbox_version() -> JsValue {
    statics::version()
}

/// The host's exception leaves Rust uncaught.
#[wasm_bindgen]
pub fn not_caught(x: f64) {
    may_fail(x);
}

/// The caught value, or `undefined`: the very object that the host raised.
#[wasm_bindgen]
pub fn catch_unit(x: f64) -> JsValue {
    match try_unit(x) {
        Ok(()) => JsValue::undefined(),
        Err(error) => error,
    }
}

#[wasm_bindgen]
pub fn catch_f64(x: f64) -> f64 {
    try_f64(x).unwrap_or(-1.0)
}

#[wasm_bindgen]
pub fn catch_i64(x: f64) -> i64 {
    try_i64(x).unwrap_or(-1)
}

#[wasm_bindgen]
pub fn catch_string(x: f64) -> String {
    try_string(x).unwrap_or_else(|_| "caught".to_string())
}

#[wasm_bindgen]
pub fn catch_js(x: f64) -> JsValue {
    try_js(x).unwrap_or_else(|error| error)
}

/// Catches and raises again: the host sees its own exception object.
#[wasm_bindgen]
pub fn catch_and_rethrow(x: f64) -> Result<f64, JsValue> {
    try_f64(x)
}

/// Catches `count` exceptions one after another; returns how many there were.
#[wasm_bindgen]
pub fn catch_many(count: u32) -> u32 {
    (0..count).filter(|_| try_f64(-1.0).is_err()).count() as u32
}

/// `sum_all(1, ...rest)`
#[wasm_bindgen]
pub fn use_variadic(rest: &[f64]) -> f64 {
    sum_all(1.0, rest)
}

/// `join_all("a", 1, true)`
#[wasm_bindgen]
pub fn use_variadic_js() -> String {
    join_all(
        vec![
            JsValue::from_str("a"),
            JsValue::from_f64(1.0),
            JsValue::TRUE,
        ]
        .into(),
    )
}

#[wasm_bindgen]
pub fn use_module_function(a: f64, b: f64) -> f64 {
    module_add(a, b)
}

#[wasm_bindgen]
pub fn use_module_default() -> String {
    module_default()
}

#[wasm_bindgen]
pub fn use_module_namespace(x: f64) -> f64 {
    module_twice(x)
}

/// The same name as a global function, from a module.
#[wasm_bindgen]
pub fn use_module_same_name(a: f64, b: f64) -> f64 {
    module_host_add(a, b)
}

#[wasm_bindgen]
pub fn use_module_class(text: &str) -> String {
    ModuleThing::new(text).shout()
}
