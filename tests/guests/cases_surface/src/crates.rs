//! A module that two crates make: what the other one exports, and its struct.

use cases_surface_helper::Gadget;
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;

use crate::{echoes, log};

echoes! {
    echo_gadget: Gadget,
    echo_option_gadget: Option<Gadget>,
    echo_vec_gadget: Vec<Gadget>,
    echo_number: u32,
}

#[wasm_bindgen]
extern "C" {
    /// `gadget.heavier(by).weight`
    #[wasm_bindgen(js_name = heavierBy)]
    fn heavier_by(gadget: Gadget, by: u32) -> u32;
}

// The same import once more, and as a method of a type that nobody calls.
mod again {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = echo)]
        pub fn echo_number(value: u32) -> u32;
        #[allow(dead_code)]
        type Unused;
        #[wasm_bindgen(method)]
        #[allow(dead_code)]
        fn unused(this: &Unused);
    }
}

#[wasm_bindgen]
pub fn case_crates_struct_of_another() {
    log!("{}", echo_gadget(Gadget::new(3)).weight);
    log!("{:?}", echo_option_gadget(Some(Gadget::new(4))).map(|gadget| gadget.weight));
    log!("{:?}", echo_option_gadget(None).map(|gadget| gadget.weight));
    log!("{}", heavier_by(Gadget::new(5), 6));
    let weights = echo_vec_gadget(vec![Gadget::new(1), Gadget::new(2)]);
    log!("{:?}", weights.iter().map(|gadget| gadget.weight).collect::<Vec<_>>());
    let value = JsValue::from(Gadget::new(8));
    log!("{:?}", Gadget::try_from_js_value(value).ok().map(|gadget| gadget.weight));
    log!("{:?}", Gadget::try_from_js_value(JsValue::from_f64(8.0)).is_err());
}

#[wasm_bindgen]
pub fn case_crates_duplicate_imports() {
    log!("{} {}", echo_number(1), again::echo_number(2));
    cases_surface_helper::case_helper_export();
}
