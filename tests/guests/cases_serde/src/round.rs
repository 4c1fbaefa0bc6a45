//! Values that come back.

use crate::*;
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, HashMap};

#[wasm_bindgen]
pub fn case_scalars_come_back() {
    round("bool", true);
    round("i8", i8::MIN);
    round("u16", u16::MAX);
    round("i32", i32::MIN);
    round("i64", i64::MIN);
    round("u64", u64::MAX);
    round("small u64", 5u64);
    round("i128", i128::MIN);
    round("u128", u128::MAX);
    round("f32", 0.1f32);
    round("f64", f64::MIN_POSITIVE);
    round("char", '🦀');
    round("text", String::from("a\0b\n"));
}

#[wasm_bindgen]
pub fn case_nothing_comes_back() {
    round("unit", ());
    round("unit struct", Unit);
    round("None", None::<i32>);
    round("Some", Some(0));
    round("Some(None)", Some(None::<i32>));
    round("Option<String>", Some(String::new()));
}

#[wasm_bindgen]
pub fn case_collections_come_back() {
    round("Vec", vec![Some(1), None]);
    round("tuple", (1, String::from("a"), [true, false]));
    round("map", BTreeMap::from([(1u64, vec![1i64]), (2, vec![])]));
    round("texts", HashMap::from([(String::from("a"), 1)]));
    round("bytes", ByteBuf::from(vec![0, 255]));
    round("Meters", Meters(0.5));
    round("Pair", Pair(1, "one".into()));
}

#[wasm_bindgen]
pub fn case_shapes_come_back() {
    round("shapes", Everything::example().shapes);
    round("Inside", Inside::Spot(Point { x: 1, y: 2 }));
    round("Inside", Inside::Nothing);
    round("Beside", Beside::Two(1, 2));
    round("Beside", Beside::Nothing);
    round("Untagged", Untagged::Spot(Point { x: 1, y: 2 }));
    round("Flat", Flat { name: "f".into(), rest: BTreeMap::from([("a".into(), 1)]) });
    let note = Some("n".into());
    round("Attributed", Attributed { first_name: "Ada".into(), tries: 1, note });
    round("Everything", Everything::example());
}

#[wasm_bindgen]
pub fn case_preserved_objects_come_back() {
    let object = js_sys::Object::new();
    let made = to_value(&Preserved { name: "p".into(), object: object.clone() }).unwrap();
    let kept = js_sys::Reflect::get(&made, &"object".into()).unwrap();
    log!("the same object: {}", js_sys::Object::is(&kept, &object));
    let back = from_value::<Preserved>(made).unwrap();
    log!("{}: {}", back.name, js_sys::Object::is(&back.object, &object));
    let wrong = json("{\"name\": \"p\", \"object\": 5}");
    match from_value::<Preserved>(wrong) {
        Ok(_) => log!("taken"),
        Err(error) => log!("{error}"),
    }
}
