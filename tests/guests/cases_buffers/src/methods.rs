//! Methods of typed arrays that read and write elements, with any arguments.

use js_sys::{Array, Int8Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{get, global, invoke, list, log, new, outcome, show, NULL, UNDEFINED};

fn numbers() -> JsValue {
    Int8Array::from(&[5i8, -1, 3, 0, 3][..]).into()
}

fn each(name: &str, calls: Vec<Array>) {
    for arguments in calls {
        let this = numbers();
        let shown = show(&arguments);
        let result = invoke(&this, name, arguments);
        log!("{name} {shown} {} {}", outcome(result), show(&this));
    }
}

#[wasm_bindgen]
pub fn case_method_at() {
    each("at", vec![list![0], list![-1], list![5], list![-6], list![1.9], list![], list!["2"], list![f64::NAN]]);
}

#[wasm_bindgen]
pub fn case_method_fill() {
    each(
        "fill",
        vec![
            list![300],
            list![1, 2],
            list![1, -2],
            list![1, 1, -1],
            list![1, 3, 2],
            list!["7"],
            list![],
            list![1i64],
            list![1, f64::NEG_INFINITY, f64::INFINITY],
        ],
    );
}

#[wasm_bindgen]
pub fn case_method_copy_within() {
    each(
        "copyWithin",
        vec![list![1], list![0, 3], list![1, 0, 3], list![-2, 0], list![0, -2, -1], list![9], list![]],
    );
}

#[wasm_bindgen]
pub fn case_method_slice() {
    each("slice", vec![list![], list![1], list![-2], list![1, 3], list![3, 1], list![1, -1], list![9]]);
    let this = numbers();
    let copy = invoke(&this, "slice", list![]).unwrap();
    Reflect::set(&copy, &0.into(), &9.into()).unwrap();
    log!("{} {}", show(&this), show(&copy));
}

#[wasm_bindgen]
pub fn case_method_subarray() {
    each("subarray", vec![list![], list![1], list![-2], list![1, 3], list![3, 1], list![1, -1], list![9]]);
    let this = numbers();
    let part = invoke(&this, "subarray", list![1, 3]).unwrap();
    Reflect::set(&part, &0.into(), &9.into()).unwrap();
    log!("{} {} {}", show(&this), show(&part), show(get(&part, "byteOffset")));
    let deeper = invoke(&part, "subarray", list![1]).unwrap();
    log!("{} {}", show(&deeper), show(get(&deeper, "byteOffset")));
}

#[wasm_bindgen]
pub fn case_method_set() {
    each(
        "set",
        vec![
            list![list![1, 2]],
            list![list![1, 2], 3],
            list![list![1, 2], 4],
            list![list![1], -1],
            list![list![1], f64::INFINITY],
            list![list![300, "4", NULL, UNDEFINED]],
            list![Uint8Array::from(&[200u8, 7][..]), 1],
            list![js_sys::Float64Array::from(&[1.5][..])],
            list![js_sys::BigInt64Array::from(&[1i64][..])],
            list![list![1i64]],
            list![5],
            list!["12"],
            list![NULL],
            list![],
            list![list![], 5],
            list![list![], 6],
        ],
    );
    let this = numbers();
    let part = invoke(&this, "subarray", list![0, 3]).unwrap();
    invoke(&this, "set", list![&part, 1]).unwrap();
    log!("{}", show(&this));
}

#[wasm_bindgen]
pub fn case_method_search() {
    for name in ["includes", "indexOf", "lastIndexOf"] {
        each(
            name,
            vec![
                list![3],
                list![3, 3],
                list![3, -1],
                list![3, -3],
                list![9],
                list!["3"],
                list![],
                list![UNDEFINED],
                list![0.0],
                list![-0.0],
                list![3, 99],
                list![3, -99],
                list![3, UNDEFINED],
            ],
        );
    }
    let floats = js_sys::Float64Array::from(&[f64::NAN, -0.0][..]);
    for value in [f64::NAN, 0.0] {
        log!("{}", outcome(invoke(&floats, "includes", list![value])));
        log!("{}", outcome(invoke(&floats, "indexOf", list![value])));
    }
    let bigints = js_sys::BigInt64Array::from(&[1i64, 2][..]);
    log!("{}", outcome(invoke(&bigints, "indexOf", list![2i64])));
    log!("{}", outcome(invoke(&bigints, "includes", list!["2"])));
}

#[wasm_bindgen]
pub fn case_method_sort() {
    each("sort", vec![list![], list![UNDEFINED], list![3], list![NULL]]);
    let floats = [3.0, f64::NAN, -0.0, 0.0, -1.5, f64::INFINITY, f64::NEG_INFINITY];
    log!("{}", outcome(invoke(&js_sys::Float64Array::from(&floats[..]), "sort", list![])));
    let bigints = js_sys::BigInt64Array::from(&[3i64, -1, i64::MAX][..]);
    log!("{}", outcome(invoke(&bigints, "sort", list![])));
    let backwards = Closure::<dyn Fn(f64, f64) -> f64>::new(|a, b| b - a);
    each("sort", vec![list![backwards.as_ref()]]);
    each("toSorted", vec![list![], list![backwards.as_ref()], list![1]]);
}

#[wasm_bindgen]
pub fn case_method_reverse() {
    each("reverse", vec![list![]]);
    each("toReversed", vec![list![]]);
}

#[wasm_bindgen]
pub fn case_method_with() {
    each("with", vec![list![0, 9], list![-1, 300], list![5, 1], list![-6, 1], list![0, 1i64], list![]]);
}

#[wasm_bindgen]
pub fn case_method_join() {
    each("join", vec![list![], list!["-"], list![NULL], list![UNDEFINED], list![1]]);
    each("toString", vec![list![]]);
    let floats = js_sys::Float64Array::from(&[1.5, -0.0, f64::NAN, 1e21, 1e-7][..]);
    log!("{}", outcome(invoke(&floats, "join", list![])));
    log!("{}", String::from(js_sys::Object::from(JsValue::from(floats)).to_string()));
    let bigints = js_sys::BigUint64Array::from(&[u64::MAX][..]);
    log!("{}", outcome(invoke(&bigints, "toString", list![])));
}

#[wasm_bindgen]
pub fn case_methods_of_others() {
    let prototype = js_sys::Object::get_prototype_of(&get(&global("Uint8Array"), "prototype"));
    for name in ["fill", "set", "slice", "at", "join", "sort", "forEach", "values", "includes"] {
        let method = js_sys::Function::from(get(&prototype, name));
        log!("{name} {}", outcome(method.call0(&list![])));
        log!("{name} {}", outcome(method.call0(&js_sys::ArrayBuffer::new(2))));
    }
}

#[wasm_bindgen]
pub fn case_elements_as_properties() {
    let this: JsValue = Uint8Array::from(&[1u8, 2][..]).into();
    let set = |key: &str, value: JsValue| {
        let result = Reflect::set(&this, &key.into(), &value);
        log!("{key} {}", outcome(result.map(JsValue::from)));
    };
    set("0", 300.into());
    set("5", 1.into());
    set("-1", 3.into());
    set("1.5", 3.into());
    set("-0", 3.into());
    set("01", 4.into());
    set("foo", "bar".into());
    log!("{}", show(&this));
    log!("{}", show(Reflect::own_keys(&this).unwrap()));
    log!("{}", show(js_sys::Object::keys(this.unchecked_ref_object())));
    for key in ["0", "5", "-1", "1.5", "-0", "01", "foo", "length"] {
        let has = Reflect::has(&this, &key.into()).unwrap();
        log!("{key} {has} {}", show(Reflect::get(&this, &key.into()).unwrap()));
    }
    log!("{}", outcome(new("Uint8Array", list![&this])));
}

trait AsObject {
    fn unchecked_ref_object(&self) -> &js_sys::Object;
}

impl AsObject for JsValue {
    fn unchecked_ref_object(&self) -> &js_sys::Object {
        use wasm_bindgen::JsCast;
        self.unchecked_ref()
    }
}

#[wasm_bindgen]
pub fn case_deleting_elements() {
    let this: JsValue = Uint8Array::from(&[1u8, 2][..]).into();
    Reflect::set(&this, &"foo".into(), &1.into()).unwrap();
    for key in ["0", "2", "-1", "foo", "bar"] {
        let result = Reflect::delete_property(this.unchecked_ref_object(), &key.into());
        log!("{key} {}", outcome(result.map(JsValue::from)));
    }
    log!("{}", show(Reflect::own_keys(&this).unwrap()));
}
