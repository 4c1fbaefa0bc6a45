//! Strings made of strings.

use super::{call, global, js, log, n, outcome, s, show, text, NULL, UNDEFINED};
use js_sys::{Array, Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

const CRAB: &str = "a\u{1f980}z";

#[wasm_bindgen]
pub fn case_text_lone_surrogates() {
    let half = JsString::from_char_code(&[0x61, 0xd83e, 0x7a]);
    #[cfg(feature = "newest")]
    {
        log!("{} {}", half.is_well_formed(), js(CRAB).is_well_formed());
        log!(
            "{} {}",
            text(&half.to_well_formed()),
            text(&js(CRAB).to_well_formed())
        );
    }
    // Into a Rust string it goes as U+FFFD.
    log!("{:?}", String::from(half.clone()));
    log!("{:?}", half.as_string());
    log!("{}", half.is_valid_utf16());
    log!("{}", js(CRAB).is_valid_utf16());
    let other = JsString::from_char_code(&[0xdd80, 0xd83e]);
    log!("{:?} {}", String::from(other.clone()), text(&other));
    log!("{}", JsValue::from(half.clone()) == JsValue::from(half));
}

#[wasm_bindgen]
pub fn case_text_as_char() {
    log!(
        "{:?} {:?} {:?}",
        js("a").as_char(),
        js("\u{1f980}").as_char(),
        js("ab").as_char()
    );
}

#[wasm_bindgen]
pub fn case_text_locale_compare() {
    let (locales, options) = (Array::new(), Object::new());
    for (left, right) in [
        ("a", "b"),
        ("b", "a"),
        ("a", "a"),
        ("a", "B"),
        ("A", "a"),
        ("a", "A"),
        ("resume", "résumé"),
        ("é", "f"),
        ("a", ""),
        ("", ""),
        ("10", "2"),
        ("a b", "ab"),
        ("a-b", "ab"),
        ("Z", "a"),
        ("e\u{301}", "é"),
        ("1", "a"),
        ("_", "1"),
        ("co-op", "coop"),
    ] {
        log!(
            "{left} {right}: {}",
            js(left).locale_compare(right, &locales, &options)
        );
    }
    let numeric = Object::new();
    Reflect::set(&numeric, &s("numeric"), &JsValue::TRUE).unwrap();
    log!(
        "{}",
        js("a10").locale_compare("a2", &Array::of1(&s("en")), &numeric)
    );
    let base = Object::new();
    Reflect::set(&base, &s("sensitivity"), &s("base")).unwrap();
    log!(
        "{}",
        js("résumé").locale_compare("RESUME", &Array::of1(&s("en-US")), &base)
    );
    Reflect::set(&base, &s("sensitivity"), &s("accent")).unwrap();
    log!("{}", js("résumé").locale_compare("resume", &locales, &base));
}

#[wasm_bindgen]
pub fn case_text_normalize() {
    for form in ["NFC", "NFD", "NFKC", "NFKD"] {
        log!("{form}: {}", text(&js("e\u{301}é\u{fb01}").normalize(form)));
    }
    log!("{}", call("String", "normalize", &s("e\u{301}"), &[]));
    log!("{}", call("String", "normalize", &s("e\u{301}"), &[s("X")]));
}

#[wasm_bindgen]
pub fn case_text_pad() {
    log!("{}", text(&js("5").pad_start(3, "0")));
    log!("{}", text(&js("5").pad_end(4, "ab")));
    log!("{}", text(&js("abc").pad_start(2, "0")));
    log!("{}", text(&js("abc").pad_end(9, "")));
    log!("{}", text(&js("x").pad_start(4, "\u{1f980}")));
    log!("{}", call("String", "padStart", &s("a"), &[n(3.0)]));
    log!("{}", call("String", "padEnd", &s("a"), &[n(-3.0), s("b")]));
    log!("{}", call("String", "padEnd", &s("a"), &[n(1e10), s("b")]));
}

#[wasm_bindgen]
pub fn case_text_repeat() {
    log!("{}", text(&js("ab").repeat(3)));
    log!("{}", text(&js("ab").repeat(0)));
    log!("{}", call("String", "repeat", &s("ab"), &[n(-1.0)]));
    log!(
        "{}",
        call("String", "repeat", &s("ab"), &[n(f64::INFINITY)])
    );
    log!("{}", call("String", "repeat", &s("ab"), &[n(2.9)]));
    log!("{}", call("String", "repeat", &s("ab"), &[n(1e9)]));
    log!("{}", call("String", "repeat", &s(""), &[n(1e9)]));
}

#[wasm_bindgen]
pub fn case_text_case() {
    for each in ["Straße", "ΑΣ ΣΑΣ", "İI", "ﬁ", "\u{10400}\u{10428}", "ǅ"] {
        let string = js(each);
        log!(
            "{} {}",
            text(&string.to_lower_case()),
            text(&string.to_upper_case())
        );
        log!("{}", text(&string.to_locale_lower_case(None)));
        log!("{}", text(&string.to_locale_upper_case(Some("en-US"))));
    }
}

#[wasm_bindgen]
pub fn case_text_trim() {
    let spaces =
        "\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2003}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
    let string = js(&format!("{spaces}x y{spaces}"));
    log!("{}", text(&string.trim()));
    log!("{}", string.trim_start().length());
    log!("{}", string.trim_left().length());
    log!("{}", string.trim_end().length());
    log!("{}", string.trim_right().length());
    log!("{}", text(&js("\u{85}\u{1c}x\u{200b}\u{180e}").trim()));
}

#[wasm_bindgen]
pub fn case_text_value_of() {
    let string = js("x");
    log!("{} {}", text(&string.value_of()), text(&string.to_string()));
    log!("{}", call("String", "valueOf", &n(1.0), &[]));
    log!("{}", call("String", "toString", &UNDEFINED, &[]));
    let boxed = super::construct("String", &[n(12.0)]).unwrap();
    log!("{}", call("String", "valueOf", &boxed, &[]));
    log!("{}", call("String", "toString", &boxed, &[]));
}

#[wasm_bindgen]
pub fn case_text_raw() {
    let site = Object::new();
    Reflect::set(&site, &s("raw"), &Array::of3(&s("a"), &s("b\\n"), &s("c"))).unwrap();
    log!("{}", outcome(JsString::raw_0(&site)));
    log!("{}", outcome(JsString::raw_1(&site, "1")));
    log!("{}", outcome(JsString::raw_2(&site, "1", "2")));
    log!("{}", outcome(JsString::raw_3(&site, "1", "2", "3")));
    log!("{}", outcome(JsString::raw_4(&site, "1", "2", "3", "4")));
    log!(
        "{}",
        outcome(JsString::raw_5(&site, "1", "2", "3", "4", "5"))
    );
    log!(
        "{}",
        outcome(JsString::raw_6(&site, "1", "2", "3", "4", "5", "6"))
    );
    log!(
        "{}",
        outcome(JsString::raw_7(&site, "1", "2", "3", "4", "5", "6", "7"))
    );
    log!(
        "{}",
        outcome(JsString::raw(&site, &Array::of2(&n(1.5), &NULL)))
    );
    log!("{}", outcome(JsString::raw_0(&Object::new())));
    Reflect::set(&site, &s("raw"), &s("xyz")).unwrap();
    log!("{}", outcome(JsString::raw_2(&site, "1", "2")));
}

#[wasm_bindgen]
pub fn case_text_called_as_function() {
    let function: Function = global(&["String"]).unchecked_into();
    let symbol = js_sys::Symbol::for_("tag");
    for value in [
        UNDEFINED,
        NULL,
        n(-0.0),
        n(1e21),
        JsValue::TRUE,
        symbol.into(),
    ] {
        log!("{}", outcome(function.call1(&UNDEFINED, &value)));
    }
    log!("{}", outcome(function.call0(&UNDEFINED)));
    let array: JsValue = Array::of3(&n(1.0), &NULL, &s("x")).into();
    log!("{}", outcome(function.call1(&UNDEFINED, &array)));
}

#[wasm_bindgen]
pub fn case_text_order() {
    let texts = ["a", "B", "\u{1f980}", "\u{ffee}", "", "aa"];
    for left in texts {
        let less: Vec<bool> = texts.iter().map(|right| s(left).lt(&s(right))).collect();
        log!("{left:?}: {less:?}");
    }
    let half = JsString::from_char_code1(0xd83e);
    log!("{}", JsValue::from(half).lt(&s("\u{1f980}")));
}

#[wasm_bindgen]
pub fn case_text_sum() {
    let halves = JsString::from_char_code1(0xd83e);
    let sum = &JsValue::from(halves) + &JsValue::from(JsString::from_char_code1(0xdd80));
    log!("{} {}", show(&sum), sum == s("\u{1f980}"));
    log!("{}", show(&(&s("1") + &n(2.0))));
    log!("{}", show(&(&n(-0.0) + &s(""))));
    log!("{}", show(&(&s("x") + &UNDEFINED)));
}
