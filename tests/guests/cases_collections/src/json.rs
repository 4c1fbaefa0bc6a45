//! JSON: what it reads and writes, and what it says of what it cannot.

use js_sys::{Array, JsString, Object, Reflect, JSON};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{list, log, outcome, show, text, NULL, UNDEFINED};

fn stringify(value: impl AsRef<JsValue>) -> String {
    match JSON::stringify(value.as_ref()) {
        Ok(text) if text.is_undefined() => "undefined".into(),
        Ok(text) => String::from(text),
        Err(error) => crate::text(&error),
    }
}

/// Reads each text, and writes what it was.
fn round(texts: &[&str]) {
    for source in texts {
        match JSON::parse(source) {
            Ok(value) => log!("{source:?} {}", stringify(value)),
            Err(error) => log!("{source:?} {}", text(&error)),
        }
    }
}

#[wasm_bindgen]
pub fn case_json_parse_primitives() {
    for source in [
        "null", "true", "false", "0", "-0", "1", "-1.5", "1e3", "1E-2", "1.0", "\"\"", "\"a\"",
        " \t\n\r1 ", "9007199254740993", "123456789012345678901234567890", "1e400", "-1e400",
        "0.1e1", "1e-7", "5e-324",
    ] {
        log!("{source:?} {}", outcome(JSON::parse(source)));
    }
}

#[wasm_bindgen]
pub fn case_json_parse_strings() {
    for source in [
        r#""\"\\\/\b\f\n\r\t""#, r#""\u0041\u00e9""#, r#""\ud83e\udd80""#, "\"\u{1f980}\"",
        "\"\u{7f}\u{2028}\"", r#""\u0000""#,
    ] {
        log!("{source:?} {}", outcome(JSON::parse(source)));
    }
}

#[wasm_bindgen]
pub fn case_json_parse_objects() {
    round(&[
        "{}", "[]", "[1,[2,{}]]", r#"{"a":1,"b":[null]}"#, r#"{"b":1,"a":2,"2":3,"1":4,"01":5}"#,
        r#"{"a":1,"a":2}"#, r#"{"":1}"#, r#"{"__proto__":1}"#, r#" { "a" : [ 1 , 2 ] } "#,
        r#"{"a":1,"b":2,"a":3}"#,
    ]);
}

#[wasm_bindgen]
pub fn case_json_parse_errors() {
    round(&[
        "", " ", "{", "[", "\"", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "abc", "nul", "tru",
        "nulx", "undefined", "NaN", "Infinity", "-", "-x", "01", "1.", "1.x", "1e", "1e+", "+1", ".5", "1 2",
        "[1,]", "[1 2]", "{a:1}", "{\"a\" 1}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{,}", "[,]", "]",
        "}", "'a'", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"a\nb\"", "\"\t\"", "{} x",
        "[1]]", "{\"a\":}", "\u{feff}1", "1\u{a0}", "\"abc", "\u{1f980}", "[\"\u{1f980}\",x]", "--1", "0x10",
        "truefalse", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,oops,21,22,23,24,25,26,27,28]",
        "{\"name\":\"a long enough text\", \"other\": nothing, \"more\": \"behind it there is more\"}",
        "/", "tr\u{fc}e", "[nulL]", "1e400x",
    ]);
}

#[wasm_bindgen]
pub fn case_json_stringify_primitives() {
    for value in [
        NULL, UNDEFINED, true.into(), 0.into(), (-0.0).into(), 1.5.into(), 1e21.into(), 1e-7.into(),
        123456789012345680000.0.into(), 0.1.into(), f64::NAN.into(), f64::INFINITY.into(),
        f64::MAX.into(), 5e-324.into(), "".into(), "a\"\\/".into(), "\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}".into(),
        "\u{2028}\u{1f980}\u{e9}".into(), JsValue::symbol(Some("s")), JsValue::bigint_from_str("1"),
        9007199254740993.0.into(),
    ] {
        log!("{}", stringify(&value));
    }
}

#[wasm_bindgen]
pub fn case_json_stringify_lone_surrogates() {
    let high = JsString::from_char_code1(0xd83e);
    let low = JsString::from_char_code1(0xdd80);
    log!("{}", stringify(&high));
    log!("{}", stringify(&low));
    log!("{}", stringify(list![&high, "x", &low]));
    log!("{}", stringify(low.concat(&high)));
    log!("{}", stringify(high.concat(&low)));
}

#[wasm_bindgen]
pub fn case_json_stringify_arrays_and_objects() {
    log!("{}", stringify(list![1, "a", NULL, UNDEFINED, JsValue::symbol(None), list![], Object::new()]));
    let object = Object::new();
    for (key, value) in [
        ("b", JsValue::from(1)), ("a", UNDEFINED), ("2", NULL), ("1", f64::NAN.into()),
        ("list", list![UNDEFINED].into()), ("symbol", JsValue::symbol(None)), ("\"", true.into()),
    ] {
        Reflect::set(&object, &key.into(), &value).unwrap();
    }
    let function = Closure::<dyn Fn()>::new(|| ());
    Reflect::set(&object, &"function".into(), function.as_ref()).unwrap();
    Reflect::set(&object, &JsValue::symbol(Some("key")), &1.into()).unwrap();
    log!("{}", stringify(&object));
    log!("{}", stringify(function.as_ref()));
    log!("{}", stringify(list![function.as_ref().clone()]));
    log!("{}", stringify(js_sys::Map::new()));
    log!("{}", stringify(JsValue::from(JsError::new("text"))));
}

#[wasm_bindgen]
pub fn case_json_stringify_big_int() {
    log!("{}", stringify(list![JsValue::bigint_from_str("12345678901234567890")]));
}

#[wasm_bindgen]
pub fn case_json_stringify_cycles() {
    let array = list![1];
    array.push(&array);
    log!("{}", stringify(&array));
    let (object, inner) = (Object::new(), Object::new());
    Reflect::set(&object, &"inner".into(), &list![0, &inner]).unwrap();
    Reflect::set(&inner, &"back".into(), &object).unwrap();
    log!("{}", stringify(&object));
    log!("{}", stringify(list![0, list![&object]]));
    let map = js_sys::Map::new();
    Reflect::set(&map, &"self".into(), &map).unwrap();
    log!("{}", stringify(&map));
    let (outer, mut current) = (Object::new(), Object::new());
    Reflect::set(&outer, &"0".into(), &current).unwrap();
    for key in ["one", "two", "three", "four"] {
        let next = Object::new();
        Reflect::set(&current, &key.into(), &next).unwrap();
        current = next;
    }
    Reflect::set(&current, &"".into(), &outer).unwrap();
    log!("{}", stringify(&outer));
    let twice = list![1];
    log!("{}", stringify(list![&twice, &twice]));
}

#[wasm_bindgen]
pub fn case_json_to_json() {
    let object = Object::new();
    let closure = Closure::<dyn Fn(JsValue) -> JsValue>::new(|key: JsValue| {
        JsValue::from(format!("as {}", show(key)))
    });
    Reflect::set(&object, &"toJSON".into(), closure.as_ref()).unwrap();
    log!("{}", stringify(&object));
    log!("{}", stringify(list![&object]));
    let outer = Object::new();
    Reflect::set(&outer, &"k".into(), &object).unwrap();
    log!("{}", stringify(&outer));
    Reflect::set(&object, &"toJSON".into(), &1.into()).unwrap();
    log!("{}", stringify(&outer));
}

#[wasm_bindgen]
pub fn case_json_replacer_function() {
    let object = JSON::parse(r#"{"a":1,"b":[1,2],"c":{"d":"x"}}"#).unwrap();
    let replacer = Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(|key: JsValue, value: JsValue| {
        log!("{} {}", show(&key), if value.is_object() { "object".into() } else { show(&value) });
        match value.as_f64() {
            Some(number) => (number * 10.0).into(),
            None if key.as_string().as_deref() == Some("c") => UNDEFINED,
            None => value,
        }
    });
    log!("{}", outcome(JSON::stringify_with_replacer(&object, replacer.as_ref())));
    let result = JSON::stringify_with_replacer_func(
        &object,
        &mut |key: JsString, value| {
            if String::from(key) == "b" { Ok(None) } else { Ok(Some(value)) }
        },
        Some(1),
    );
    log!("{}", outcome(result));
    let result = JSON::stringify_with_replacer_func(&object, &mut |_, _| Err(JsError::new("no")), None);
    log!("{}", outcome(result));
}

#[wasm_bindgen]
pub fn case_json_replacer_list() {
    let object = JSON::parse(r#"{"a":1,"b":{"a":2,"c":3},"1":4}"#).unwrap();
    let list_of = |list: Array| outcome(JSON::stringify_with_replacer(&object, &list));
    log!("{}", list_of(list!["b", "a"]));
    log!("{}", list_of(list![1, "a", "a", true, NULL]));
    log!("{}", list_of(list![]));
    let result = JSON::stringify_with_replacer_list(&object, vec!["b".into(), "c".into()], Some(2));
    log!("{}", outcome(result));
    log!("{}", outcome(JSON::stringify_with_replacer(&object, &"a".into())));
    log!("{}", outcome(JSON::stringify_with_replacer(&object, &NULL)));
}

#[wasm_bindgen]
pub fn case_json_space() {
    let object = JSON::parse(r#"{"a":[1,{"b":[]},[]],"c":{},"d":null}"#).unwrap();
    for space in [
        JsValue::from(2), 0.into(), 1.9.into(), 99.into(), (-1).into(), f64::NAN.into(), "\t".into(), "".into(),
        "abcdefghijklmn".into(), NULL, UNDEFINED, true.into(), list![2].into(),
    ] {
        log!("{}", outcome(JSON::stringify_with_replacer_and_space(&object, &NULL, &space)));
    }
}

#[wasm_bindgen]
pub fn case_json_reviver() {
    let parse: js_sys::Function = {
        let json = Reflect::get(&js_sys::global(), &"JSON".into()).unwrap();
        Reflect::get(&json, &"parse".into()).unwrap().unchecked_into()
    };
    let reviver = Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(|key: JsValue, value: JsValue| {
        log!("{} {}", show(&key), stringify(&value));
        match value.as_f64() {
            Some(2.0) => UNDEFINED,
            Some(number) => (-number).into(),
            None => value,
        }
    });
    let source = r#"{"a":[1,3],"b":2,"c":{"d":4}}"#;
    log!("{}", outcome(parse.call2(&UNDEFINED, &source.into(), reviver.as_ref()).map(|value| JsValue::from(stringify(value)))));
    log!("{}", outcome(parse.call2(&UNDEFINED, &"5".into(), reviver.as_ref())));
    log!("{}", outcome(parse.call2(&UNDEFINED, &"5".into(), &NULL)));
    for argument in [UNDEFINED, NULL, 5.into(), true.into(), list![1, 2].into(), list![7].into(), Object::new().into()] {
        log!("{}", outcome(parse.call1(&UNDEFINED, &argument)));
    }
}

#[wasm_bindgen]
pub fn case_json_debug() {
    log!("{:?}", JSON::parse(r#"{"b":1,"a":[true,null,"x"]}"#).unwrap());
    log!("{:?}", JSON::parse("{}").unwrap());
    log!("{:?}", JsValue::from(list![1, Object::new(), "a"]));
    let tag = Reflect::get(&js_sys::global(), &"JSON".into()).unwrap();
    log!("{}", outcome(crate::invoke(&tag, "toString", list![])));
}

#[wasm_bindgen]
pub fn case_json_deep() {
    let depth = 800;
    let source = format!("{}{}", "[{\"a\":".repeat(depth), "null".to_string() + &"}]".repeat(depth));
    let value = JSON::parse(&source).unwrap();
    log!("{}", stringify(&value) == source);
}
