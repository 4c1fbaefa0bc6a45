//! Closures whose argument and result have every type.
//!
//! The host function `apply(f, value)` returns `f(value)`; `produce(f)` returns `f()`. Each closure
//! changes its argument, so that a host that passes the value through without a call is seen.

use wasm_bindgen::prelude::*;

use crate::structs::{Counter, Point};
use crate::witness::Witness;

macro_rules! closure_type {
    ($ty:ty, $stack:ident, $heap:ident, [$import_stack:ident, $import_heap:ident],
     $x:ident => $changed:expr) => {
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = apply)]
            fn $import_stack(f: &dyn Fn($ty) -> $ty, value: $ty) -> $ty;
            #[wasm_bindgen(js_name = apply)]
            fn $import_heap(f: &Closure<dyn FnMut($ty) -> $ty>, value: $ty) -> $ty;
        }

        #[wasm_bindgen]
        pub fn $stack(value: $ty) -> $ty {
            $import_stack(&|$x: $ty| -> $ty { $changed }, value)
        }

        #[wasm_bindgen]
        pub fn $heap(value: $ty) -> $ty {
            let witness = Witness;
            let closure: Closure<dyn FnMut($ty) -> $ty> =
                Closure::wrap(Box::new(move |$x: $ty| {
                    witness.touch();
                    $changed
                }));
            $import_heap(&closure, value)
        }
    };
}

closure_type!(i8, stack_i8, heap_i8, [apply_i8, apply_heap_i8], x => x.wrapping_add(1));
closure_type!(u8, stack_u8, heap_u8, [apply_u8, apply_heap_u8], x => x.wrapping_add(1));
closure_type!(i16, stack_i16, heap_i16, [apply_i16, apply_heap_i16], x => x.wrapping_add(1));
closure_type!(u16, stack_u16, heap_u16, [apply_u16, apply_heap_u16], x => x.wrapping_add(1));
closure_type!(i32, stack_i32, heap_i32, [apply_i32, apply_heap_i32], x => x.wrapping_add(1));
closure_type!(u32, stack_u32, heap_u32, [apply_u32, apply_heap_u32], x => x.wrapping_add(1));
closure_type!(i64, stack_i64, heap_i64, [apply_i64, apply_heap_i64], x => x.wrapping_add(1));
closure_type!(u64, stack_u64, heap_u64, [apply_u64, apply_heap_u64], x => x.wrapping_add(1));
closure_type!(f32, stack_f32, heap_f32, [apply_f32, apply_heap_f32], x => x + 1.0);
closure_type!(f64, stack_f64, heap_f64, [apply_f64, apply_heap_f64], x => x + 1.0);
closure_type!(bool, stack_bool, heap_bool, [apply_bool, apply_heap_bool], x => !x);
closure_type!(char, stack_char, heap_char, [apply_char, apply_heap_char],
    x => x.to_uppercase().next().unwrap_or(x));
closure_type!(String, stack_string, heap_string, [apply_string, apply_heap_string], x => x + "!");
closure_type!(Vec<u8>, stack_vec_u8, heap_vec_u8, [apply_vec_u8, apply_heap_vec_u8],
    x => x.into_iter().rev().collect());
closure_type!(Vec<f64>, stack_vec_f64, heap_vec_f64, [apply_vec_f64, apply_heap_vec_f64],
    x => x.into_iter().rev().collect());
closure_type!(Option<f64>, stack_option_f64, heap_option_f64,
    [apply_option_f64, apply_heap_option_f64], x => x.map(|v| v + 1.0));
closure_type!(Option<u32>, stack_option_u32, heap_option_u32,
    [apply_option_u32, apply_heap_option_u32], x => x.map(|v| v.wrapping_add(1)));
closure_type!(Option<u8>, stack_option_u8, heap_option_u8,
    [apply_option_u8, apply_heap_option_u8], x => x.map(|v| v.wrapping_add(1)));
closure_type!(Option<i64>, stack_option_i64, heap_option_i64,
    [apply_option_i64, apply_heap_option_i64], x => x.map(|v| v.wrapping_add(1)));
closure_type!(Option<String>, stack_option_string, heap_option_string,
    [apply_option_string, apply_heap_option_string], x => x.map(|v| v + "!"));
closure_type!(Option<Counter>, stack_option_counter, heap_option_counter,
    [apply_option_counter, apply_heap_option_counter], x => x.map(Counter::stepped));
closure_type!(Counter, stack_counter, heap_counter, [apply_counter, apply_heap_counter],
    x => x.stepped());
// Identity would pass unseen with a `JsValue`, so the closure answers with the value's type.
closure_type!(JsValue, stack_js, heap_js, [apply_js, apply_heap_js], x => x.js_typeof());

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = apply)]
    fn apply_mixed(f: &dyn Fn(String) -> f64, value: &str) -> f64;
    #[wasm_bindgen(js_name = apply_mixed)]
    fn apply_four(f: &dyn Fn(u8, String, Option<f64>, i64) -> String) -> String;
    #[wasm_bindgen(js_name = produce)]
    fn produce_unit(f: &dyn Fn());
    #[wasm_bindgen(js_name = apply)]
    fn apply_point(f: &dyn Fn(&Point) -> i32, value: Point) -> i32;
    #[wasm_bindgen(js_name = apply)]
    fn apply_point_mut(f: &mut dyn FnMut(&Point) -> i32, value: Point) -> i32;
    #[wasm_bindgen(js_name = apply)]
    fn apply_heap_point(f: &Closure<dyn Fn(&Point) -> i32>, value: Point) -> i32;
    #[wasm_bindgen(js_name = apply)]
    fn apply_heap_point_mut(f: &Closure<dyn FnMut(&Point) -> i32>, value: Point) -> i32;
    #[wasm_bindgen(js_name = apply)]
    fn apply_js_ref(f: &dyn Fn(&JsValue) -> bool, value: JsValue) -> bool;
    #[wasm_bindgen(js_name = apply, catch)]
    fn apply_result(
        f: &dyn Fn(u32) -> Result<String, JsValue>,
        value: u32,
    ) -> Result<String, JsValue>;
    #[wasm_bindgen(js_name = apply, catch)]
    fn apply_heap_result(
        f: &Closure<dyn FnMut(u32) -> Result<String, JsValue>>,
        value: u32,
    ) -> Result<String, JsValue>;
    #[wasm_bindgen(js_name = apply)]
    fn apply_result_uncaught(f: &dyn Fn(u32) -> Result<String, JsValue>, value: u32) -> String;
    fn maybe_call(f: Option<&Closure<dyn Fn() -> u32>>) -> u32;
}

/// The closure takes a `String` and returns an `f64`: its length in bytes.
#[wasm_bindgen]
pub fn stack_string_to_f64(value: &str) -> f64 {
    apply_mixed(&|text: String| text.len() as f64, value)
}

/// Four arguments of different widths; the host chooses them, the closure writes them down.
#[wasm_bindgen]
pub fn stack_mixed_arguments() -> String {
    apply_four(&|a: u8, b: String, c: Option<f64>, d: i64| format!("{a} {b} {c:?} {d}"))
}

#[wasm_bindgen]
pub fn stack_unit() {
    produce_unit(&|| crate::record("unit"));
}

#[wasm_bindgen]
pub fn stack_struct_ref(x: i32, y: i32) -> i32 {
    apply_point(&|point: &Point| point.x * 100 + point.y, Point { x, y })
}

#[wasm_bindgen]
pub fn stack_struct_ref_mut(x: i32, y: i32) -> i32 {
    let mut seen = 0;
    apply_point_mut(
        &mut |point: &Point| {
            seen += point.x * 100 + point.y;
            seen
        },
        Point { x, y },
    );
    seen
}

#[wasm_bindgen]
pub fn heap_struct_ref(x: i32, y: i32) -> i32 {
    let closure: Closure<dyn Fn(&Point) -> i32> =
        Closure::wrap(Box::new(|point: &Point| point.x * 100 + point.y));
    apply_heap_point(&closure, Point { x, y })
}

#[wasm_bindgen]
pub fn heap_struct_ref_mut(x: i32, y: i32) -> i32 {
    let mut seen = 0;
    let closure: Closure<dyn FnMut(&Point) -> i32> =
        Closure::wrap(Box::new(move |point: &Point| {
            seen += point.x * 100 + point.y;
            seen
        }));
    apply_heap_point_mut(&closure, Point { x, y })
}

#[wasm_bindgen]
pub fn once_struct_ref(x: i32, y: i32) -> i32 {
    let witness = Witness;
    let closure = Closure::once(move |point: &Point| -> i32 {
        witness.touch();
        point.x * 100 + point.y
    });
    apply_heap_point_mut(&closure, Point { x, y })
}

/// The closure borrows the host's value and says whether it is a string.
#[wasm_bindgen]
pub fn stack_js_ref(value: JsValue) -> bool {
    apply_js_ref(&|borrowed: &JsValue| borrowed.is_string(), value)
}

fn even(value: u32) -> Result<String, JsValue> {
    if value & 1 == 0 {
        Ok(format!("{value} is even"))
    } else {
        Err(JsValue::from_str("odd"))
    }
}

fn text(result: Result<String, JsValue>) -> String {
    match result {
        Ok(text) => text,
        Err(error) => format!("caught {}", error.as_string().unwrap_or_default()),
    }
}

/// `Err` raises in the host; what the host lets through is caught again: "caught odd".
#[wasm_bindgen]
pub fn stack_result(value: u32) -> String {
    text(apply_result(&even, value))
}

#[wasm_bindgen]
pub fn heap_result(value: u32) -> String {
    let closure: Closure<dyn FnMut(u32) -> Result<String, JsValue>> = Closure::wrap(Box::new(even));
    text(apply_heap_result(&closure, value))
}

/// As `stack_result`, but nobody in Rust catches: the call raises "odd".
#[wasm_bindgen]
pub fn stack_result_uncaught(value: u32) -> String {
    apply_result_uncaught(&even, value)
}

/// `maybe_call` gets a closure that returns 7, or nothing.
#[wasm_bindgen]
pub fn option_closure(some: bool) -> u32 {
    if some {
        maybe_call(Some(&Closure::wrap(
            Box::new(|| 7_u32) as Box<dyn Fn() -> u32>
        )))
    } else {
        maybe_call(None)
    }
}
