//! Closures of numbers, to be called for whole buffers.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    fn take(f: &JsValue);
    fn between();
    fn use_f64(f: &dyn Fn(f64) -> f64);
    fn use_mut(f: &mut dyn FnMut(u32) -> u32);
}

macro_rules! heap {
    ($name:ident, $type:ty, $function:expr) => {
        #[wasm_bindgen]
        pub fn $name() -> JsValue {
            Closure::<$type>::wrap(Box::new($function)).into_js_value()
        }
    };
}

heap!(half, dyn Fn(f64) -> f64, |x: f64| x / 2.0);
heap!(half_narrow, dyn Fn(f32) -> f32, |x: f32| x / 2.0);
heap!(negate_i8, dyn Fn(i8) -> i8, |x: i8| x.wrapping_neg());
heap!(next_u8, dyn Fn(u8) -> u8, |x: u8| x.wrapping_add(1));
heap!(negate_i16, dyn Fn(i16) -> i16, |x: i16| -x);
heap!(next_u16, dyn Fn(u16) -> u16, |x: u16| x.wrapping_add(1));
heap!(negate_i32, dyn Fn(i32) -> i32, |x: i32| -x);
heap!(next_u32, dyn Fn(u32) -> u32, |x: u32| x.wrapping_add(1));
heap!(negate_i64, dyn Fn(i64) -> i64, |x: i64| -x);
heap!(next_u64, dyn Fn(u64) -> u64, |x: u64| x.wrapping_add(1));
heap!(scale, dyn Fn(f64, i32) -> f64, |x: f64, n: i32| x * n as f64);
heap!(truncate, dyn Fn(f64) -> i32, |x: f64| x as i32);
heap!(text, dyn Fn(f64) -> String, |x: f64| x.to_string());
heap!(until_three, dyn Fn(u32) -> u32, |x: u32| {
    assert!(x < 3);
    x
});
heap!(by_way_of_the_host, dyn Fn(u32) -> u32, |x: u32| {
    between();
    x + 1
});

/// Sums what it is called with, and says the sum when it is called with 0.
#[wasm_bindgen]
pub fn sum() -> JsValue {
    let mut total = 0.0;
    Closure::<dyn FnMut(f64)>::wrap(Box::new(move |x: f64| {
        total += x;
        if x == 0.0 {
            take(&JsValue::from_f64(total));
        }
    }))
    .into_js_value()
}

#[wasm_bindgen]
pub fn run_stack() {
    use_f64(&|x| x * x);
    let mut count = 0;
    use_mut(&mut |x| {
        count += x;
        count
    });
}
