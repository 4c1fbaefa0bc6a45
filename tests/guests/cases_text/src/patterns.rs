//! What strings do with patterns.

use super::{call, js, log, n, outcome, s, show, text, NULL, UNDEFINED};
use crate::regexp::shown;
use js_sys::{Array, Function, JsString, RegExp};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

fn matched(subject: &str, pattern: &str, flags: &str) {
    let found = js(subject).match_(&RegExp::new(pattern, flags));
    match found {
        None => log!("no match"),
        Some(found) if flags.contains('g') => log!("{}", show(found)),
        Some(found) => log!("{}", shown(Some(found.unchecked_into::<Array>()))),
    }
}

#[wasm_bindgen]
pub fn case_pattern_match() {
    matched("banana", "an", "");
    matched("banana", "an", "g");
    matched("banana", "x", "");
    matched("banana", "x", "g");
    matched("banana", "", "g");
    matched("a\u{1f980}b", "", "gu");
    matched("a\u{1f980}b", "", "g");
    matched("banana", "a(n)?", "gy");
    matched("anana", "a(n)?", "gy");
    log!("{}", call("String", "match", &s("a.c"), &[s(".")]));
    log!("{}", call("String", "match", &s("abc"), &[]));
    log!("{}", call("String", "match", &s("null"), &[NULL]));
    log!("{}", call("String", "match", &s("("), &[s("(")]));
    log!("{}", call("String", "match", &UNDEFINED, &[s("a")]));
}

#[wasm_bindgen]
pub fn case_pattern_match_all() {
    let all = js("a1b22c").match_all(&RegExp::new("([a-z])(\\d*)", "g"));
    for found in js_sys::try_iter(&all).unwrap().unwrap() {
        log!("{}", shown(Some(found.unwrap().unchecked_into::<Array>())));
    }
    let empty: Vec<String> = js("ab")
        .match_all(&RegExp::new("", "g"))
        .into_iter()
        .map(|found| shown(Some(found.unwrap().unchecked_into::<Array>())))
        .collect();
    log!("{empty:?}");
    let pattern = RegExp::new("a", "g");
    pattern.set_last_index(1);
    let found: Vec<String> = js("aaa")
        .match_all(&pattern)
        .into_iter()
        .map(|found| shown(Some(found.unwrap().unchecked_into::<Array>())))
        .collect();
    log!("{found:?} {}", pattern.last_index());
    log!(
        "{}",
        call(
            "String",
            "matchAll",
            &s("a"),
            &[RegExp::new("a", "").into()]
        )
    );
}

#[wasm_bindgen]
pub fn case_pattern_search() {
    log!("{}", js("banana").search(&RegExp::new("n", "")));
    log!("{}", js("banana").search(&RegExp::new("x", "")));
    let pattern = RegExp::new("a", "g");
    pattern.set_last_index(3);
    log!("{} {}", js("banana").search(&pattern), pattern.last_index());
    log!("{}", js("\u{1f980}z").search(&RegExp::new("z", "u")));
    log!("{}", call("String", "search", &s("a.b"), &[s("[.]")]));
    log!("{}", call("String", "search", &s("abc"), &[]));
}

#[wasm_bindgen]
pub fn case_pattern_replace_text() {
    log!("{}", text(&js("aXbX").replace("X", "-")));
    log!("{}", text(&js("aXb").replace("X", "[$&$`$'$$$1$<n>]")));
    log!("{}", text(&js("abc").replace("", "-")));
    log!("{}", text(&js("abc").replace("x", "-")));
    log!("{}", text(&js("a.c").replace(".", "$")));
    log!("{}", text(&js("\u{1f980}").replace("\u{1f980}", "crab")));
    log!("{}", call("String", "replace", &s("undefined"), &[]));
    log!("{}", call("String", "replace", &s("a1"), &[n(1.0), NULL]));
    log!("{}", call("String", "replace", &NULL, &[s("a"), s("b")]));
}

#[wasm_bindgen]
pub fn case_pattern_replace_with_function() {
    let seen = Closure::<dyn FnMut(JsValue, JsValue, JsValue) -> JsValue>::new(
        |found: JsValue, at: JsValue, whole: JsValue| {
            log!("{} {} {}", show(&found), show(&at), show(&whole));
            s("<$&>")
        },
    );
    let function: &Function = seen.as_ref().unchecked_ref();
    log!("{}", text(&js("aXbX").replace_with_function("X", function)));
    log!(
        "{}",
        text(&js("aXbX").replace_all_with_function("X", function))
    );
    log!("{}", text(&js("abc").replace_with_function("z", function)));
    let number = Closure::<dyn FnMut() -> JsValue>::new(|| n(1.5));
    log!(
        "{}",
        text(&js("aXb").replace_with_function("X", number.as_ref().unchecked_ref()))
    );
    let nothing = Closure::<dyn FnMut()>::new(|| ());
    log!(
        "{}",
        text(&js("aXb").replace_with_function("X", nothing.as_ref().unchecked_ref()))
    );
}

#[wasm_bindgen]
pub fn case_pattern_replace_by_pattern() {
    let swap = RegExp::new("(\\w+) (\\w+)", "");
    log!(
        "{}",
        text(&js("John Smith").replace_by_pattern(&swap, "$2, $1"))
    );
    log!(
        "{}",
        text(&js("John Smith").replace_by_pattern(&swap, "$3 $0 $10 $01 $02 $20"))
    );
    log!(
        "{}",
        text(&js("aXbX").replace_by_pattern(&RegExp::new("x", "i"), "-"))
    );
    log!(
        "{}",
        text(&js("aXbX").replace_by_pattern(&RegExp::new("x", "gi"), "-$&$`"))
    );
    log!(
        "{}",
        text(
            &js("2024-05")
                .replace_by_pattern(&RegExp::new("(?<y>\\d+)-(?<m>\\d+)", ""), "$<m>/$<y>/$<z>")
        )
    );
    log!(
        "{}",
        text(&js("abc").replace_by_pattern(&RegExp::new("", "g"), "-"))
    );
    log!(
        "{}",
        text(&js("a\u{1f980}").replace_by_pattern(&RegExp::new("", "gu"), "-"))
    );
    log!(
        "{}",
        text(&js("a\u{1f980}").replace_by_pattern(&RegExp::new("", "g"), "-"))
    );
    log!(
        "{}",
        text(&js("abac").replace_by_pattern(&RegExp::new("(b)?a", "g"), "[$1]"))
    );
    let sticky = RegExp::new("a", "y");
    log!(
        "{} {}",
        text(&js("aab").replace_by_pattern(&sticky, "x")),
        sticky.last_index()
    );
    log!(
        "{} {}",
        text(&js("aab").replace_by_pattern(&sticky, "x")),
        sticky.last_index()
    );
    log!(
        "{}",
        text(&js("ba").replace_by_pattern(&RegExp::new("a", ""), "$"))
    );
}

#[wasm_bindgen]
pub fn case_pattern_replace_by_pattern_with_function() {
    let seen = Closure::<dyn FnMut(JsValue, JsValue, JsValue, JsValue, JsValue) -> JsValue>::new(
        |found: JsValue, one: JsValue, at: JsValue, whole: JsValue, groups: JsValue| {
            log!(
                "{} {} {} {} {}",
                show(&found),
                show(&one),
                show(&at),
                show(&whole),
                groups.is_object()
            );
            s("$1")
        },
    );
    let function: &Function = seen.as_ref().unchecked_ref();
    log!(
        "{}",
        text(&js("a1b2").replace_by_pattern_with_function(&RegExp::new("(\\d)", ""), function))
    );
    log!(
        "{}",
        text(&js("a1b2").replace_by_pattern_with_function(&RegExp::new("(\\d)", "g"), function))
    );
    log!(
        "{}",
        text(&js("ab").replace_by_pattern_with_function(&RegExp::new("(?<n>x)?b", "g"), function))
    );
    log!(
        "{}",
        text(
            &js("a1b2").replace_all_by_pattern_with_function(&RegExp::new("(\\d)", "g"), function)
        )
    );
}

#[wasm_bindgen]
pub fn case_pattern_replace_all() {
    log!("{}", text(&js("aXbXX").replace_all("X", "-")));
    log!("{}", text(&js("abc").replace_all("", "-")));
    log!("{}", text(&js("aaa").replace_all("aa", "b")));
    log!("{}", text(&js("xax").replace_all("x", "[$`|$']")));
    log!(
        "{}",
        text(&js("aXbX").replace_all_by_pattern(&RegExp::new("X", "g"), "-"))
    );
    log!(
        "{}",
        call(
            "String",
            "replaceAll",
            &s("a"),
            &[RegExp::new("a", "").into(), s("b")]
        )
    );
}

#[wasm_bindgen]
pub fn case_pattern_split() {
    log!(
        "{}",
        show(js("a1b2c").split_by_pattern(&RegExp::new("\\d", "")))
    );
    log!(
        "{}",
        show(js("a1b2c").split_by_pattern(&RegExp::new("(\\d)(x)?", "")))
    );
    log!(
        "{}",
        show(js("a1b2c").split_by_pattern_limit(&RegExp::new("(\\d)", ""), 2))
    );
    log!("{}", show(js("abc").split_by_pattern(&RegExp::new("", ""))));
    log!(
        "{}",
        show(js("a\u{1f980}b").split_by_pattern(&RegExp::new("", "u")))
    );
    log!(
        "{}",
        show(js("a\u{1f980}b").split_by_pattern(&RegExp::new("", "")))
    );
    log!("{}", show(js("").split_by_pattern(&RegExp::new("", ""))));
    log!("{}", show(js("").split_by_pattern(&RegExp::new("a", ""))));
    log!(
        "{}",
        show(js("aXbxc").split_by_pattern(&RegExp::new("x", "ig")))
    );
    log!(
        "{}",
        show(js("ab").split_by_pattern(&RegExp::new("a*?", "")))
    );
    log!(
        "{}",
        show(js("ab").split_by_pattern(&RegExp::new("a*", "")))
    );
    log!(
        "{}",
        show(
            js("A<B>bold</B>and<CODE>coded</CODE>")
                .split_by_pattern(&RegExp::new("<(\\/)?([^<>]+)>", ""))
        )
    );
    log!(
        "{}",
        show(js("a b").split_by_pattern(&RegExp::new("$", "")))
    );
    log!(
        "{}",
        show(js("a,b").split_by_pattern_limit(&RegExp::new(",", ""), 0))
    );
}

#[wasm_bindgen]
pub fn case_pattern_own_methods() {
    // Any object with the method of the symbol is a pattern.
    let pattern = js_sys::Object::new();
    let split =
        Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(|whole: JsValue, limit: JsValue| {
            Array::of3(&s("split"), &whole, &limit).into()
        });
    js_sys::Reflect::set(&pattern, &js_sys::Symbol::split(), split.as_ref()).unwrap();
    log!(
        "{}",
        call(
            "String",
            "split",
            &s("abc"),
            &[pattern.clone().into(), n(2.0)]
        )
    );
    let replace =
        Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(|whole: JsValue, new: JsValue| {
            Array::of3(&s("replace"), &whole, &new).into()
        });
    js_sys::Reflect::set(&pattern, &js_sys::Symbol::replace(), replace.as_ref()).unwrap();
    log!(
        "{}",
        call("String", "replace", &s("abc"), &[pattern.into(), s("x")])
    );
    let regexp: JsValue = RegExp::new("b", "").into();
    let exec = Closure::<dyn FnMut(JsString) -> JsValue>::new(|whole: JsString| {
        log!("exec {}", text(&whole));
        JsValue::NULL
    });
    js_sys::Reflect::set(&regexp, &s("exec"), exec.as_ref()).unwrap();
    log!("{}", call("RegExp", "test", &regexp, &[s("abc")]));
    log!(
        "{}",
        call("String", "replace", &s("abc"), &[regexp, s("x")])
    );
    log!("{}", outcome(Ok::<JsValue, JsValue>(UNDEFINED)));
}
