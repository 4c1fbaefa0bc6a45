//! What Rust's values become.

use crate::*;
use serde_bytes::Bytes;
use std::collections::BTreeMap;

#[wasm_bindgen]
pub fn case_numbers_become() {
    show("i8", &-128i8);
    show("u32", &u32::MAX);
    show("f32", &0.5f32);
    show("f64", &1e300f64);
    show("NaN", &f64::NAN);
    show("-0", &-0.0f64);
    show("i64", &-5i64);
    show("safe i64", &-9_007_199_254_740_991i64);
    show("unsafe i64", &-9_007_199_254_740_992i64);
    show("largest i64", &i64::MAX);
    show("u64", &5u64);
    show("largest u64", &u64::MAX);
    show("i128", &i128::MIN);
    show("u128", &u128::MAX);
}

#[wasm_bindgen]
pub fn case_texts_become() {
    show("char", &'ß');
    show("str", "text 🦀");
    show("bool", &true);
    show("String", &String::new());
}

#[wasm_bindgen]
pub fn case_nothing_becomes() {
    show("unit", &());
    show("unit struct", &Unit);
    show("None", &None::<i32>);
    show("Some", &Some(1));
    show("Some(None)", &Some(None::<i32>));
}

#[wasm_bindgen]
pub fn case_sequences_become() {
    show("Vec", &vec![1, 2, 3]);
    show("empty", &Vec::<i32>::new());
    show("tuple", &(1, "a", true));
    show("array", &[[1, 2], [3, 4]]);
    show("newtype", &Meters(2.5));
    show("tuple struct", &Pair(1, "one".into()));
    show("bytes", Bytes::new(&[0, 1, 255]));
    show("nested bytes", &vec![Bytes::new(&[1]), Bytes::new(&[])]);
}

#[wasm_bindgen]
pub fn case_maps_become() {
    show("texts", &BTreeMap::from([("b", 2), ("a", 1)]));
    show("numbers", &BTreeMap::from([(2, "b"), (1, "a")]));
    show("lists", &BTreeMap::from([(vec![1], "list")]));
    show("chars", &BTreeMap::from([('a', 'b')]));
    show("empty", &BTreeMap::<String, i32>::new());
    show("nested", &BTreeMap::from([("outer", BTreeMap::from([("inner", 1)]))]));
}

#[wasm_bindgen]
pub fn case_structs_become() {
    show("Point", &Point { x: 1, y: -1 });
    let attributed = Attributed { first_name: "Ada".into(), tries: 3, note: None };
    show("Attributed", &attributed);
    let rest = BTreeMap::from([("a".into(), 1)]);
    show("Flat", &Flat { name: "flat".into(), rest });
}

#[wasm_bindgen]
pub fn case_enums_become() {
    for shape in Everything::example().shapes {
        show("Shape", &shape);
    }
    show("Inside", &Inside::Nothing);
    show("Inside", &Inside::Spot(Point { x: 1, y: 2 }));
    show("Inside", &Inside::Named { name: "n".into() });
    show("Beside", &Beside::Nothing);
    show("Beside", &Beside::Spot(Point { x: 1, y: 2 }));
    show("Beside", &Beside::Two(1, 2));
    show("Untagged", &Untagged::List(vec![1, 2]));
    show("Ok", &Ok::<i32, String>(1));
    show("Err", &Err::<i32, String>("no".into()));
}

#[wasm_bindgen]
pub fn case_everything_becomes() {
    show("Everything", &Everything::example());
}

#[wasm_bindgen]
pub fn case_json_of_what_is_made() {
    for (kind, serializer) in serializers() {
        let made = Everything::example().serialize(&serializer).unwrap();
        let text = js_sys::JSON::stringify(&made);
        log!("{kind}: {}", text.map_or("none".into(), String::from));
    }
}

#[wasm_bindgen]
pub fn case_what_is_made_is_of_these_classes() {
    let class_of = |value: &JsValue| {
        let constructor = js_sys::Reflect::get(value, &"constructor".into()).unwrap();
        js_sys::Reflect::get(&constructor, &"name".into()).unwrap().as_string().unwrap()
    };
    for (kind, serializer) in serializers() {
        let struct_ = Point { x: 1, y: 2 }.serialize(&serializer).unwrap();
        let map = BTreeMap::from([("a", 1)]).serialize(&serializer).unwrap();
        let list = [1].serialize(&serializer).unwrap();
        let bytes = Bytes::new(&[1]).serialize(&serializer).unwrap();
        let names = [struct_, map, list, bytes].iter().map(class_of).collect::<Vec<_>>();
        log!("{kind}: {}", names.join(" "));
    }
}
