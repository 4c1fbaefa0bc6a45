//! Parts and places of strings.

use super::{
    call, call_static, global, js, log, n, number, outcome, s, show, text, NULL, UNDEFINED,
};
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

const CRAB: &str = "a\u{1f980}z";

/// "a", half of a crab, "z".
fn broken() -> JsString {
    JsString::from_char_code(&[0x61, 0xd83e, 0x7a])
}

#[wasm_bindgen]
pub fn case_string_length() {
    for each in ["", "abc", "é", CRAB, "\u{10ffff}"] {
        log!("{}", js(each).length());
    }
    log!("{}", broken().length());
}

#[wasm_bindgen]
pub fn case_string_at() {
    for index in [0, 1, 2, 3, 4, -1, -2, -4, -5] {
        log!(
            "{index}: {}",
            show(js(CRAB).at(index).map_or(UNDEFINED, JsValue::from))
        );
    }
    log!("{}", call("String", "at", &s("abc"), &[]));
    log!("{}", call("String", "at", &s("abc"), &[n(1.9)]));
    log!("{}", call("String", "at", &s("abc"), &[n(f64::NAN)]));
    log!("{}", call("String", "at", &s("abc"), &[n(f64::INFINITY)]));
    log!("{}", call("String", "at", &s("abc"), &[s("1")]));
    log!("{}", call("String", "at", &UNDEFINED, &[]));
    log!("{}", call("String", "at", &NULL, &[]));
    log!("{}", call("String", "at", &n(12.5), &[n(2.0)]));
}

#[wasm_bindgen]
pub fn case_string_char_at() {
    for index in [0, 1, 2, 3, 4] {
        log!("{index}: {}", text(&js(CRAB).char_at(index)));
    }
    log!("{}", call("String", "charAt", &s("abc"), &[n(-1.0)]));
    log!("{}", call("String", "charAt", &s("abc"), &[]));
}

#[wasm_bindgen]
pub fn case_string_char_code_at() {
    for index in [0, 1, 2, 3, 4] {
        log!("{index}: {}", number(js(CRAB).char_code_at(index)));
    }
}

#[wasm_bindgen]
pub fn case_string_code_point_at() {
    for index in [0, 1, 2, 3, 4] {
        log!("{index}: {}", show(js(CRAB).code_point_at(index)));
    }
    log!("{}", show(broken().code_point_at(1)));
    #[cfg(feature = "newest")]
    log!(
        "{:?} {:?}",
        js("az").try_code_point_at(1),
        js("az").try_code_point_at(2)
    );
}

#[wasm_bindgen]
pub fn case_string_iterates_units_and_points() {
    log!("{:?}", js(CRAB).iter().collect::<Vec<u16>>());
    let points = Array::from(&s(CRAB));
    log!("{} {}", points.length(), show(points));
    log!("{}", show(Array::from(&broken())));
    let iterator = js_sys::try_iter(&s(CRAB)).unwrap();
    log!("{}", iterator.is_some());
    let function: js_sys::Function = Reflect::get(
        &global(&["String", "prototype"]),
        &js_sys::Symbol::iterator(),
    )
    .unwrap()
    .unchecked_into();
    let iterator = function.call0(&s("x\u{1f980}")).unwrap();
    log!(
        "{}",
        String::from(Object::from(iterator.clone()).to_string())
    );
    let iterator: js_sys::Iterator = iterator.unchecked_into();
    for _ in 0..3 {
        let step = iterator.next().unwrap();
        log!("{} {}", step.done(), show(step.value()));
    }
}

#[wasm_bindgen]
pub fn case_string_concat() {
    log!("{}", text(&js("a").concat(&s("b"))));
    log!("{}", text(&js("a").concat(&UNDEFINED)));
    log!("{}", text(&js("a").concat(&n(1.5))));
    let halves = JsString::from_char_code1(0xd83e).concat(&JsString::from_char_code1(0xdd80));
    log!(
        "{} {} {}",
        text(&halves),
        halves == js("\u{1f980}"),
        String::from(halves)
    );
    log!(
        "{}",
        call(
            "String",
            "concat",
            &s("a"),
            &[s("b"), NULL, JsValue::TRUE, n(-0.0)]
        )
    );
}

#[wasm_bindgen]
pub fn case_string_ends_with() {
    log!("{}", js("banana").ends_with("ana", 6));
    log!("{}", js("banana").ends_with("ana", 4));
    log!("{}", js("banana").ends_with("ana", 5));
    log!("{}", js("banana").ends_with("", -3));
    log!("{}", js("banana").ends_with("banana", 99));
    log!("{}", call("String", "endsWith", &s("banana"), &[s("na")]));
    log!("{}", call("String", "endsWith", &s("undefined"), &[]));
    let pattern = js_sys::RegExp::new("a", "");
    log!(
        "{}",
        call("String", "endsWith", &s("banana"), &[pattern.into()])
    );
}

#[wasm_bindgen]
pub fn case_string_starts_with() {
    log!("{}", js("banana").starts_with("ban", 0));
    log!("{}", js("banana").starts_with("ana", 1));
    log!("{}", js("banana").starts_with("", 99));
    log!("{}", js(CRAB).starts_with("z", 3));
    log!(
        "{}",
        call("String", "startsWith", &s("banana"), &[s("b"), n(-5.0)])
    );
    let pattern = js_sys::RegExp::new("a", "");
    log!(
        "{}",
        call("String", "startsWith", &s("banana"), &[pattern.into()])
    );
}

#[wasm_bindgen]
pub fn case_string_from_char_code() {
    log!("{}", text(&JsString::from_char_code(&[])));
    log!("{}", text(&JsString::from_char_code(&[72, 105])));
    log!("{}", text(&JsString::from_char_code1(0x1f980)));
    log!("{}", text(&JsString::from_char_code2(0xd83e, 0xdd80)));
    log!(
        "{}",
        JsString::from_char_code2(0xd83e, 0xdd80) == js("\u{1f980}")
    );
    log!("{}", text(&JsString::from_char_code3(65, 66, 67)));
    log!("{}", text(&JsString::from_char_code4(65, 66, 67, 68)));
    log!("{}", text(&JsString::from_char_code5(65, 66, 67, 68, 69)));
    let odd = [n(65.9), n(-1.0), n(f64::NAN), s("66"), UNDEFINED];
    log!("{}", call_static("String", "fromCharCode", &odd));
}

#[wasm_bindgen]
pub fn case_string_from_code_point() {
    log!("{}", outcome(JsString::from_code_point(&[])));
    log!("{}", outcome(JsString::from_code_point(&[72, 0x1f980])));
    log!("{}", outcome(JsString::from_code_point1(0xd83e)));
    log!("{}", outcome(JsString::from_code_point1(0x110000)));
    log!("{}", outcome(JsString::from_code_point2(0xd83e, 0xdd80)));
    log!("{}", outcome(JsString::from_code_point3(65, 66, 67)));
    log!("{}", outcome(JsString::from_code_point4(65, 66, 67, 68)));
    log!(
        "{}",
        outcome(JsString::from_code_point5(65, 66, 67, 68, 69))
    );
    log!("{}", call_static("String", "fromCodePoint", &[n(1.5)]));
    log!("{}", call_static("String", "fromCodePoint", &[n(-1.0)]));
    log!(
        "{}",
        call_static("String", "fromCodePoint", &[n(f64::INFINITY)])
    );
    log!("{}", call_static("String", "fromCodePoint", &[s("97")]));
}

#[wasm_bindgen]
pub fn case_string_includes() {
    log!("{}", js("banana").includes("nan", 0));
    log!("{}", js("banana").includes("nan", 3));
    log!("{}", js("banana").includes("", 100));
    log!("{}", js("banana").includes("b", -1));
    let pattern = js_sys::RegExp::new("a", "");
    log!(
        "{}",
        call("String", "includes", &s("banana"), &[pattern.into()])
    );
}

#[wasm_bindgen]
pub fn case_string_index_of() {
    log!("{}", js("banana").index_of("an", 0));
    log!("{}", js("banana").index_of("an", 2));
    log!("{}", js("banana").index_of("an", -7));
    log!("{}", js("banana").index_of("x", 0));
    log!("{}", js("banana").index_of("", 3));
    log!("{}", js("banana").index_of("", 30));
    log!("{}", js(CRAB).index_of("z", 0));
    log!("{}", js("\u{1f980}\u{1f980}x").index_of("\u{1f980}", 1));
}

#[wasm_bindgen]
pub fn case_string_last_index_of() {
    log!("{}", js("banana").last_index_of("an", 6));
    log!("{}", js("banana").last_index_of("an", 2));
    log!("{}", js("banana").last_index_of("an", 0));
    log!("{}", js("banana").last_index_of("ban", -5));
    log!("{}", js("banana").last_index_of("", 99));
    log!("{}", js(CRAB).last_index_of("z", 9));
    log!("{}", call("String", "lastIndexOf", &s("banana"), &[s("a")]));
    log!(
        "{}",
        call("String", "lastIndexOf", &s("banana"), &[s("a"), s("x")])
    );
}

#[wasm_bindgen]
pub fn case_string_slice() {
    for (start, end) in [(0, 2), (1, 3), (2, 1), (3, 99), (1, 2)] {
        log!("{start} {end}: {}", text(&js(CRAB).slice(start, end)));
    }
    for (start, end) in [
        (-2.0, -1.0),
        (-99.0, 2.0),
        (f64::NAN, f64::INFINITY),
        (1.9, 2.9),
    ] {
        log!(
            "{start} {end}: {}",
            call("String", "slice", &s("abcd"), &[n(start), n(end)])
        );
    }
    log!("{}", call("String", "slice", &s("abcd"), &[]));
}

#[wasm_bindgen]
pub fn case_string_substring() {
    for (start, end) in [(0, 2), (3, 1), (0, 99), (2, 2)] {
        log!("{start} {end}: {}", text(&js(CRAB).substring(start, end)));
    }
    log!(
        "{}",
        call("String", "substring", &s("abcd"), &[n(-1.0), n(2.0)])
    );
    log!(
        "{}",
        call("String", "substring", &s("abcd"), &[n(f64::NAN)])
    );
}

#[wasm_bindgen]
pub fn case_string_substr() {
    for (start, length) in [(0, 2), (1, 2), (-2, 1), (2, -1), (1, 99), (-99, 1)] {
        log!(
            "{start} {length}: {}",
            text(&js(CRAB).substr(start, length))
        );
    }
    log!("{}", call("String", "substr", &s("abcd"), &[n(2.0)]));
}

#[wasm_bindgen]
pub fn case_string_split_text() {
    log!("{}", show(js("a,b,,c").split(",")));
    log!("{}", show(js("").split(",")));
    log!("{}", show(js("").split("")));
    log!("{}", show(js(CRAB).split("")));
    log!("{}", show(js("abc").split("abc")));
    log!("{}", show(js("a,b,c").split_limit(",", 2)));
    log!("{}", show(js("a,b,c").split_limit(",", 0)));
    log!("{}", call("String", "split", &s("a,b"), &[]));
    log!("{}", call("String", "split", &s("a,b"), &[s(","), n(-1.0)]));
    log!(
        "{}",
        call("String", "split", &s("a,b"), &[UNDEFINED, n(0.0)])
    );
    log!("{}", call("String", "split", &n(1.5), &[s(".")]));
}

#[wasm_bindgen]
pub fn case_string_properties() {
    let boxed = Object::from(super::construct("String", &[s("a\u{1f980}")]).unwrap());
    log!("{}", show(Reflect::get(&boxed, &s("length")).unwrap()));
    log!("{}", show(Reflect::get(&boxed, &s("1")).unwrap()));
    log!("{}", show(Reflect::get(&boxed, &n(2.0)).unwrap()));
    log!("{}", show(Reflect::get(&boxed, &s("3")).unwrap()));
    log!("{}", show(Reflect::own_keys(&boxed).unwrap()));
    log!("{}", show(Object::keys(&boxed)));
    log!("{}", boxed.is_string());
    log!("{}", String::from(boxed.to_string()));
    log!(
        "{}",
        JsValue::from(boxed.clone())
            .js_typeof()
            .as_string()
            .unwrap()
    );
    log!("{}", Reflect::set(&boxed, &s("extra"), &n(1.0)).unwrap());
    log!("{}", show(Object::keys(&boxed)));
    log!("{}", Reflect::set(&boxed, &s("length"), &n(1.0)).unwrap());
}
