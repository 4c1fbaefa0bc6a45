//! Types to be converted.

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Unit;

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Meters(pub f64);

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Pair(pub i32, pub String);

/// Tagged by the variant's name.
#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
pub enum Shape {
    Empty,
    Circle(f64),
    Line(Point, Point),
    Box { width: u32, height: u32 },
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "type")]
pub enum Inside {
    Nothing,
    Spot(Point),
    Named { name: String },
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "t", content = "c")]
pub enum Beside {
    Nothing,
    Spot(Point),
    Two(i32, i32),
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(untagged)]
pub enum Untagged {
    Number(f64),
    Text(String),
    Spot(Point),
    List(Vec<i32>),
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attributed {
    pub first_name: String,
    #[serde(default)]
    pub tries: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Flat {
    pub name: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}

/// Something of everything.
#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Everything {
    pub flag: bool,
    pub small: i8,
    pub large: u32,
    pub wide: i64,
    pub unsigned: u64,
    pub float: f64,
    pub letter: char,
    pub text: String,
    pub some: Option<u8>,
    pub none: Option<u8>,
    pub list: Vec<Point>,
    pub tuple: (i32, String, bool),
    pub map: BTreeMap<String, i32>,
    pub set: BTreeSet<i32>,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    pub shapes: Vec<Shape>,
    pub unit: (),
}

impl Everything {
    pub fn example() -> Everything {
        Everything {
            flag: true,
            small: -5,
            large: 4_000_000_000,
            wide: -9_007_199_254_740_991,
            unsigned: 9_007_199_254_740_991,
            float: 0.25,
            letter: 'ß',
            text: "text 🦀".into(),
            some: Some(7),
            none: None,
            list: vec![Point { x: 1, y: -1 }, Point { x: 2, y: -2 }],
            tuple: (3, "three".into(), false),
            map: BTreeMap::from([("a".into(), 1), ("b".into(), 2)]),
            set: BTreeSet::from([3, 1, 2]),
            bytes: vec![0, 127, 255],
            shapes: vec![
                Shape::Empty,
                Shape::Circle(1.5),
                Shape::Line(Point { x: 0, y: 0 }, Point { x: 1, y: 1 }),
                Shape::Box { width: 2, height: 3 },
            ],
            unit: (),
        }
    }
}

/// An object of JavaScript's that stays what it is.
#[derive(Serialize, Deserialize)]
pub struct Preserved {
    pub name: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub object: js_sys::Object,
}

/// Any value that describes itself, as serde's `deserialize_any` finds it.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Any {
    Nothing,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    Bytes(serde_bytes::ByteBuf),
    List(Vec<Any>),
    #[serde(serialize_with = "as_map")]
    Map(Vec<(Any, Any)>),
}

fn as_map<S: serde::Serializer>(pairs: &[(Any, Any)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Any, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Any, E> {
        Ok(Any::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Any, E> {
        Ok(Any::Signed(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Any, E> {
        Ok(Any::Unsigned(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Any, E> {
        Ok(Any::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Any, E> {
        Ok(Any::Text(value.into()))
    }

    fn visit_byte_buf<E>(self, value: Vec<u8>) -> Result<Any, E> {
        Ok(Any::Bytes(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Any, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Any::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Any::Map(pairs))
    }
}
