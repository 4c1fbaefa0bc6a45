//! Imports that are bound once for each type that they are used with.

use wasm_bindgen::convert::{FromWasmAbi, IntoWasmAbi};
use wasm_bindgen::describe::WasmDescribe;
use wasm_bindgen::prelude::*;

use crate::enums::Mood;
use crate::log;
use crate::sequences::Item;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo, experimental_generic_mono)]
    fn echo_generic<T: IntoWasmAbi + FromWasmAbi>(value: T) -> T;
    #[wasm_bindgen(js_name = show, experimental_generic_mono)]
    fn show_generic<T: IntoWasmAbi>(value: T) -> String;
    #[wasm_bindgen(js_name = pair, experimental_generic_mono)]
    fn pair<A: IntoWasmAbi, B: IntoWasmAbi>(number: u8, first: A, second: B) -> String;
    #[wasm_bindgen(js_name = fail, catch, experimental_generic_mono)]
    fn try_fail<T: IntoWasmAbi + FromWasmAbi + WasmDescribe>(value: T) -> Result<T, JsValue>;
    #[wasm_bindgen(js_name = callWith, experimental_generic_mono)]
    fn call_with<T: IntoWasmAbi + FromWasmAbi>(function: &dyn Fn(u32) -> u32, value: T) -> T;

    type Shelf;
    #[wasm_bindgen(js_name = newShelf)]
    fn new_shelf() -> Shelf;
    #[wasm_bindgen(method, indexing_getter, experimental_generic_mono)]
    fn get<K: IntoWasmAbi>(this: &Shelf, key: K) -> JsValue;
    #[wasm_bindgen(method, js_name = concat, experimental_generic_mono)]
    fn joined<T: IntoWasmAbi>(this: &Shelf, other: T) -> JsValue;

    /// Nothing calls it, and the host does not have it.
    #[wasm_bindgen(js_name = notThere, experimental_generic_mono)]
    #[allow(dead_code)]
    fn never_called<T: IntoWasmAbi>(value: T);
}

#[wasm_bindgen]
pub fn case_generic() {
    log!("{} {}", echo_generic(1u32), echo_generic(-1.5f64));
    log!("{} {}", echo_generic("text".to_string()), echo_generic(true));
    log!("{:?} {:?}", echo_generic(Some(7u8)), echo_generic(None::<i64>));
    log!("{} {:?}", echo_generic(u64::MAX), echo_generic(vec![1u16, 2]));
    log!("{:?} {:?}", echo_generic(Mood::Sad), echo_generic(u128::MAX));
    log!("{}", echo_generic(Item { number: 9 }).number);
    log!("{:?}", echo_generic(JsValue::from_str("value")));
    for _ in 0..20 {
        echo_generic(3u8);
    }
    log!("{}", echo_generic(3u8));
}

#[wasm_bindgen]
pub fn case_generic_arguments() {
    log!("{} {}", show_generic("lent"), show_generic(2.5f32));
    log!("{}", pair(1, 2.5f64, 3u16));
    log!("{}", pair(2, "text".to_string(), -4i16));
    log!("{}", pair(3, None::<u32>, Some('c')));
    log!("{}", call_with(&|number| number * 2, 21u32));
}

#[wasm_bindgen]
pub fn case_generic_methods() {
    let shelf = new_shelf();
    log!("{:?} {:?}", shelf.get(0u32), shelf.get("length".to_string()));
}

#[wasm_bindgen]
pub fn case_generic_catch() {
    log!("{:?}", try_fail(1u32).map_err(|error| error.as_string()));
    log!("{:?}", try_fail("x".to_string()).map_err(|error| error.as_string()));
}
