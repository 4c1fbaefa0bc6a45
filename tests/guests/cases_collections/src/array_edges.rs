//! Array as JavaScript itself would use it: missing and odd arguments, properties, errors.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::{invoke, list, log, outcome, show, NULL, UNDEFINED};

/// Calls one method of a fresh array with each list of arguments.
fn each(name: &str, calls: Vec<Array>) {
    for arguments in calls {
        let array = list![1, 2, 3];
        let shown = show(&arguments);
        log!("{name} {shown} {} {}", outcome(invoke(&array, name, arguments)), show(&array));
    }
}

#[wasm_bindgen]
pub fn case_array_missing_arguments() {
    for name in [
        "at", "concat", "copyWithin", "fill", "flat", "includes", "indexOf", "join", "lastIndexOf",
        "pop", "push", "reverse", "shift", "slice", "sort", "splice", "toReversed", "toSorted",
        "toSpliced", "toString", "toLocaleString", "unshift", "with",
    ] {
        each(name, vec![list![]]);
    }
}

#[wasm_bindgen]
pub fn case_array_odd_indices() {
    let odd = || vec![
        list![f64::NAN], list![1.9], list![-1.9], list!["1"], list!["x"], list![NULL],
        list![UNDEFINED], list![true], list![f64::INFINITY], list![f64::NEG_INFINITY], list![-0.0],
        list![list![2]], list![Object::new()],
    ];
    for name in ["at", "slice", "splice", "flat"] {
        each(name, odd());
    }
}

#[wasm_bindgen]
pub fn case_array_negative_ranges() {
    each("slice", vec![list![-2], list![-2, -1], list![0, -1], list![-9, 1], list![1, UNDEFINED]]);
    each("splice", vec![list![-1, 1], list![0, -1], list![1], list![-9, 1, "x"], list![UNDEFINED]]);
    each("toSpliced", vec![list![-1, 1], list![0, -1], list![1], list![-9, 1, "x"]]);
    each("fill", vec![list![0, -1], list![0, 0, -1], list![0, -9, 9], list![0, 1]]);
    each("copyWithin", vec![list![-1], list![0, -1], list![1, 0, -1]]);
    each("with", vec![list![-1, "x"], list![-4, "x"], list![3, "x"], list!["1", "x"]]);
    each("includes", vec![list![3, -1], list![1, -1], list![1, f64::NEG_INFINITY]]);
    each("indexOf", vec![list![3, -1], list![1, -1], list![1, f64::INFINITY]]);
    each("lastIndexOf", vec![list![3, -1], list![1, -4], list![1, UNDEFINED], list![3, UNDEFINED]]);
    each("join", vec![list![UNDEFINED], list![NULL], list![0]]);
    each("concat", vec![list![4, list![5], "six", list![list![7]]]]);
}

#[wasm_bindgen]
pub fn case_array_callbacks_are_checked() {
    for name in [
        "every", "filter", "find", "findIndex", "findLast", "findLastIndex", "forEach", "map",
        "flatMap", "reduce", "reduceRight", "some", "sort", "toSorted",
    ] {
        each(name, vec![list![1], list![UNDEFINED], list![Object::new()], list![list![]]]);
    }
}

#[wasm_bindgen]
pub fn case_array_reduce_without_initial() {
    let pair = Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(|left: JsValue, right: JsValue| {
        JsValue::from(list![left, right])
    });
    for array in [list![], list![1], list![1, 2, 3]] {
        for name in ["reduce", "reduceRight"] {
            log!("{name} {}", outcome(invoke(&array, name, list![pair.as_ref()])));
        }
    }
}

#[wasm_bindgen]
pub fn case_array_results_of_callbacks() {
    let values = list![0, 1, "", "0", NULL, UNDEFINED, f64::NAN, list![], -0.0];
    let same = Closure::<dyn FnMut(JsValue) -> JsValue>::new(|value| value);
    for name in ["filter", "find", "findLast", "findIndex", "findLastIndex", "some", "every"] {
        log!("{name} {}", outcome(invoke(&values, name, list![same.as_ref()])));
    }
    let text = Closure::<dyn FnMut() -> JsValue>::new(|| "-1".into());
    log!("{}", outcome(invoke(&list![1, 2, 3], "sort", list![text.as_ref()])));
    let nan = Closure::<dyn FnMut() -> JsValue>::new(|| f64::NAN.into());
    log!("{}", outcome(invoke(&list![3, 2, 1], "sort", list![nan.as_ref()])));
}

#[wasm_bindgen]
pub fn case_array_properties() {
    let array = list!["a", "b"];
    log!("{}", show(Object::keys(&array)));
    log!("{}", show(Object::values(&array)));
    log!("{}", show(Object::entries(&array)));
    log!("{}", outcome(Reflect::own_keys(&array)));
    for key in ["0", "1", "2", "-1", "01", "1.0", "length", "push", "nothing"] {
        let found = Reflect::get(&array, &key.into());
        log!("{key} {:?} {}", Reflect::has(&array, &key.into()), outcome(found.map(|value| {
            if value.is_function() { JsValue::from("a function") } else { value }
        })));
    }
    log!("{}", outcome(Reflect::get(&array, &1.0.into())));
    log!("{}", outcome(Reflect::get(&array, &0.5.into())));
}

#[wasm_bindgen]
pub fn case_array_bad_lengths() {
    for length in [-1.0, 1.5, 4294967296.0, f64::NAN, f64::INFINITY] {
        let array = list![1];
        let result = Reflect::set(&array, &"length".into(), &length.into());
        log!("{length} {} {}", outcome(result.map(JsValue::from)), array.length());
        let constructor = Reflect::get(&array, &"constructor".into()).unwrap();
        let made = Reflect::construct(constructor.unchecked_ref::<js_sys::Function>(), &list![length]);
        log!("{}", outcome(made));
    }
    let array = list![1, 2];
    for length in [JsValue::from("1"), NULL] {
        log!("{:?} {}", Reflect::set(&array, &"length".into(), &length), show(&array));
    }
}

#[wasm_bindgen]
pub fn case_array_set_by_text() {
    let array = list![];
    log!("{:?}", Reflect::set(&array, &"2".into(), &"x".into()));
    log!("{} {}", show(&array), array.length());
    log!("{:?}", Reflect::delete_property(&array, &"2".into()));
    log!("{} {}", show(&array), array.length());
}

#[wasm_bindgen]
pub fn case_array_iterator_objects() {
    let array = list!["a", "b"];
    for name in ["keys", "values", "entries"] {
        let iterator: js_sys::Iterator = invoke(&array, name, list![]).unwrap().unchecked_into();
        for _ in 0..4 {
            let step = iterator.next().unwrap();
            log!("{name} {} {}", step.done(), show(step.value()));
        }
        array.push(&"late".into());
        log!("{}", iterator.next().unwrap().done());
        let tag = invoke(&iterator, "toString", list![]);
        log!("{}", outcome(tag));
    }
}

#[wasm_bindgen]
pub fn case_array_generic_receivers() {
    let like = Object::new();
    for (key, value) in [("0", "a"), ("1", "b"), ("length", "2")] {
        Reflect::set(&like, &key.into(), &value.into()).unwrap();
    }
    for name in ["join", "slice", "indexOf", "concat", "includes", "toReversed", "pop", "push"] {
        let method = Reflect::get(&list![], &name.into()).unwrap();
        let method: js_sys::Function = method.unchecked_into();
        let arguments = if name == "join" { list!["-"] } else { list!["b"] };
        let result = method.apply(&like, &arguments).map(|value| {
            if Array::is_array(&value) || !value.is_object() { value } else { "the object".into() }
        });
        log!("{name} {}", outcome(result));
    }
    log!("{:?}", Object::entries(&like).iter().map(show).collect::<Vec<_>>());
    let text = Reflect::get(&list![], &"map".into()).unwrap();
    let twice = Closure::<dyn FnMut(JsValue) -> JsValue>::new(|value: JsValue| {
        JsValue::from(format!("{0}{0}", value.as_string().unwrap()))
    });
    log!("{}", outcome(text.unchecked_ref::<js_sys::Function>().apply(&"ab".into(), &list![twice.as_ref()])));
}

#[wasm_bindgen]
pub fn case_array_holes() {
    let array = Array::new_with_length(2);
    array.push(&1.into());
    let mut calls = 0;
    array.for_each(&mut |_: JsValue, _, _: Array| calls += 1);
    log!("{calls} {}", show(Object::keys(&array)));
}

#[wasm_bindgen]
pub fn case_array_named_property() {
    let array = list![1];
    log!("{:?}", Reflect::set(&array, &"name".into(), &"x".into()));
    log!("{}", outcome(Reflect::get(&array, &"name".into())));
    log!("{}", outcome(Reflect::own_keys(&array)));
}

#[wasm_bindgen]
pub fn case_array_descriptors() {
    let array = list!["a"];
    for key in ["0", "length", "1"] {
        let found = Reflect::get_own_property_descriptor(&array, &key.into()).unwrap();
        log!("{key} {}", outcome(js_sys::JSON::stringify(&found).map(JsValue::from)));
    }
    log!("{:?}", Reflect::delete_property(&array, &"length".into()));
    log!("{} {}", Object::is_frozen(&array), Object::is_extensible(&array));
}
