//! What values of JavaScript's become in Rust.

use crate::*;
use js_sys::{Array, ArrayBuffer, BigInt, Map, Object, Reflect, Set, Uint8Array};
use std::collections::{BTreeMap, BTreeSet};

fn map(pairs: &[(JsValue, JsValue)]) -> Map {
    let made = Map::new();
    for (key, value) in pairs {
        made.set(key, value);
    }
    made
}

fn big(text: &str) -> JsValue {
    BigInt::new(&text.into()).unwrap().into()
}

#[wasm_bindgen]
pub fn case_numbers_from() {
    read::<i8>("i8", -128);
    read::<i8>("i8 too large", 128);
    read::<u8>("u8 negative", -1);
    read::<i32>("fraction", 0.5);
    read::<i32>("whole", 5.0);
    read::<f64>("f64", 0.5);
    read::<f32>("f32", 0.1);
    read::<f64>("NaN", f64::NAN);
    read::<i64>("i64", 9_007_199_254_740_991.0);
    read::<i64>("i64 unsafe", 9_007_199_254_740_992.0);
    read::<i64>("BigInt", big("-9223372036854775808"));
    read::<i64>("BigInt too large", big("9223372036854775808"));
    read::<u64>("u64", big("18446744073709551615"));
    read::<u64>("u64 negative", big("-1"));
    read::<u64>("u64 small", 7);
    read::<i32>("i32 of BigInt", big("7"));
    read::<f64>("f64 of BigInt", big("7"));
    read::<i128>("i128", big("-170141183460469231731687303715884105728"));
    read::<u128>("u128", big("340282366920938463463374607431768211455"));
    read::<u128>("u128 too large", big("340282366920938463463374607431768211456"));
}

#[wasm_bindgen]
pub fn case_texts_from() {
    read::<String>("text", "text 🦀");
    read::<char>("char", "ß");
    read::<char>("two chars", "ab");
    read::<char>("crab", "🦀");
    read::<String>("number", 5);
    read::<bool>("bool", true);
    read::<bool>("no bool", 1);
}

#[wasm_bindgen]
pub fn case_nothing_from() {
    for (name, value) in [("undefined", JsValue::UNDEFINED), ("null", JsValue::NULL)] {
        read::<()>(name, value.clone());
        read::<Unit>(name, value.clone());
        read::<Option<i32>>(name, value.clone());
        read::<Option<Option<i32>>>(name, value.clone());
        read::<i32>(name, value.clone());
        read::<String>(name, value.clone());
        read::<Point>(name, value.clone());
        read::<Vec<i32>>(name, value);
    }
    read::<()>("unit of a number", 5);
    read::<Option<i32>>("Some", 5);
}

#[wasm_bindgen]
pub fn case_sequences_from() {
    read::<Vec<i32>>("array", json("[1, 2, 3]"));
    read::<Vec<i32>>("set", Set::new(&json("[3, 1, 3]")));
    read::<BTreeSet<i32>>("set", Set::new(&json("[3, 1, 3]")));
    read::<Vec<u8>>("typed array", Uint8Array::from(&[1u8, 2][..]));
    read::<Vec<(String, i32)>>("map", map(&[("a".into(), 1.into())]));
    read::<Vec<i32>>("text", "abc");
    read::<Vec<String>>("letters", "abc");
    read::<Vec<i32>>("object", json("{}"));
    read::<(i32, String)>("tuple", json("[1, \"a\"]"));
    read::<(i32, String)>("short tuple", json("[1]"));
    read::<(i32, i32)>("long tuple", json("[1, 2, 3]"));
    read::<[i32; 2]>("array of two", json("[1, 2]"));
    read::<Vec<Vec<i32>>>("nested", json("[[], [1]]"));
    let holes = Array::new_with_length(2);
    read::<Vec<Option<i32>>>("holes", holes);
    read::<Meters>("newtype", 2.5);
    read::<Pair>("tuple struct", json("[1, \"one\"]"));
}

#[wasm_bindgen]
pub fn case_bytes_from() {
    use serde_bytes::ByteBuf;
    let array = Uint8Array::from(&[1u8, 2, 3, 4][..]);
    read::<ByteBuf>("Uint8Array", array.clone());
    read::<ByteBuf>("subarray", array.subarray(1, 3));
    read::<ByteBuf>("ArrayBuffer", array.buffer());
    read::<ByteBuf>("empty", ArrayBuffer::new(0));
    read::<ByteBuf>("plain array", json("[1, 2]"));
    read::<ByteBuf>("wrong array", json("[1, 256]"));
    read::<ByteBuf>("Int8Array", js_sys::Int8Array::from(&[1i8, -1][..]));
    read::<ByteBuf>("text", "text");
}

#[wasm_bindgen]
pub fn case_maps_from() {
    read::<BTreeMap<String, i32>>("map", map(&[("b".into(), 2.into()), ("a".into(), 1.into())]));
    read::<BTreeMap<String, i32>>("object", json("{\"b\": 2, \"a\": 1}"));
    read::<BTreeMap<i32, String>>("numbers", map(&[(2.into(), "b".into())]));
    read::<BTreeMap<i32, String>>("numbers of an object", json("{\"2\": \"b\"}"));
    read::<BTreeMap<String, i32>>("entries", json("[[\"a\", 1]]"));
    read::<BTreeMap<String, i32>>("array", json("[1]"));
    read::<BTreeMap<String, i32>>("number", 5);
    read::<BTreeMap<String, i32>>("wrong value", json("{\"a\": \"b\"}"));
    read::<BTreeMap<String, BTreeMap<String, i32>>>("nested", json("{\"a\": {\"b\": 1}}"));
}

#[wasm_bindgen]
pub fn case_structs_from() {
    read::<Point>("object", json("{\"x\": 1, \"y\": 2}"));
    read::<Point>("more", json("{\"x\": 1, \"y\": 2, \"z\": 3}"));
    read::<Point>("less", json("{\"x\": 1}"));
    read::<Point>("map", map(&[("x".into(), 1.into()), ("y".into(), 2.into())]));
    read::<Point>("array", json("[1, 2]"));
    let inherited = Object::create(&Object::from(json("{\"x\": 1, \"y\": 2}")));
    read::<Point>("inherited", inherited);
    let undefined = Object::new();
    Reflect::set(&undefined, &"x".into(), &JsValue::UNDEFINED).unwrap();
    read::<Point>("undefined", undefined);
    read::<Attributed>("attributed", json("{\"firstName\": \"Ada\"}"));
    read::<Attributed>("unknown", json("{\"firstName\": \"Ada\", \"more\": 1}"));
    read::<Attributed>("null", json("{\"firstName\": \"Ada\", \"note\": null}"));
    read::<Flat>("flat", json("{\"name\": \"n\", \"a\": 1, \"b\": 2}"));
}

#[wasm_bindgen]
pub fn case_enums_from() {
    read::<Shape>("unit", "Empty");
    read::<Shape>("newtype", json("{\"Circle\": 1.5}"));
    read::<Shape>("tuple", json("{\"Line\": [{\"x\": 0, \"y\": 0}, {\"x\": 1, \"y\": 1}]}"));
    read::<Shape>("struct", json("{\"Box\": {\"width\": 2, \"height\": 3}}"));
    read::<Shape>("unknown", "Triangle");
    read::<Shape>("unknown with payload", json("{\"Triangle\": 1}"));
    read::<Shape>("two tags", json("{\"Circle\": 1, \"Empty\": null}"));
    read::<Shape>("no tag", json("{}"));
    read::<Shape>("number", 5);
    read::<Inside>("inside", json("{\"type\": \"Spot\", \"x\": 1, \"y\": 2}"));
    read::<Inside>("inside without", json("{\"x\": 1}"));
    read::<Beside>("beside", json("{\"t\": \"Two\", \"c\": [1, 2]}"));
    read::<Beside>("beside unit", json("{\"t\": \"Nothing\"}"));
    read::<Untagged>("number", 5);
    read::<Untagged>("text", "text");
    read::<Untagged>("spot", json("{\"x\": 1, \"y\": 2}"));
    read::<Untagged>("list", json("[1, 2]"));
    read::<Untagged>("none of them", true);
    read::<Result<i32, String>>("Ok", json("{\"Ok\": 1}"));
}

#[wasm_bindgen]
pub fn case_any_from() {
    read::<Any>("undefined", JsValue::UNDEFINED);
    read::<Any>("number", 5);
    read::<Any>("fraction", 0.5);
    read::<Any>("BigInt", big("-5"));
    read::<Any>("large BigInt", big("18446744073709551615"));
    read::<Any>("too large BigInt", big("18446744073709551616"));
    read::<Any>("nested", json("{\"a\": [1, \"b\", null, {\"c\": true}]}"));
    read::<Any>("map", map(&[(1.into(), json("[2]"))]));
    read::<Any>("bytes", Uint8Array::from(&[1u8][..]));
    read::<Any>("set", Set::new(&json("[1]")));
    read::<Any>("date", js_sys::Date::new(&5.into()));
    read::<Any>("function", Reflect::get(&js_sys::global(), &"parseInt".into()).unwrap());
}
