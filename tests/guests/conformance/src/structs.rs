//! Exported structs: construction, methods, fields, ownership, aliasing.

use wasm_bindgen::prelude::*;

use crate::witness::Witness;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = host_counter)]
    fn host_counter(counter: Counter) -> Counter;
    #[wasm_bindgen(js_name = host_option_counter)]
    fn host_option_counter(counter: Option<Counter>) -> Option<Counter>;
    /// The host may call any method of any struct here, also of the one that is borrowed.
    fn poke();
}

/// A pair of `Copy` fields.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[wasm_bindgen]
impl Point {
    #[wasm_bindgen(constructor)]
    pub fn new(x: i32, y: i32) -> Point {
        Point { x, y }
    }
}

/// The struct that most functions here use. Dropping one adds one to `drops`.
#[wasm_bindgen]
pub struct Counter {
    /// Readable only.
    #[wasm_bindgen(readonly)]
    pub id: u32,
    pub step: i32,
    pub ratio: f64,
    pub flag: bool,
    pub letter: char,
    pub maybe: Option<f64>,
    pub small: Option<u8>,
    pub big: i64,
    pub point: Point,
    value: i32,
    witness: Witness,
}

impl Counter {
    pub fn stepped(mut self) -> Counter {
        self.value += self.step;
        self
    }
}

#[wasm_bindgen]
impl Counter {
    #[wasm_bindgen(constructor)]
    pub fn new(value: i32) -> Counter {
        Counter {
            id: 1,
            step: 1,
            ratio: 0.5,
            flag: false,
            letter: 'a',
            maybe: None,
            small: None,
            big: 1 << 40,
            point: Point { x: 1, y: 2 },
            value,
            witness: Witness,
        }
    }

    /// A static method: `id` 2, `step` 10.
    pub fn with_step(value: i32, step: i32) -> Counter {
        Counter {
            id: 2,
            step,
            ..Counter::parts(value)
        }
    }

    fn parts(value: i32) -> Counter {
        Counter::new(value)
    }

    /// A static method that makes nothing.
    pub fn describe(text: &str) -> String {
        format!("Counter: {text}")
    }

    pub fn value(&self) -> i32 {
        self.value
    }

    pub fn increment(&mut self) -> i32 {
        self.value += self.step;
        self.value
    }

    /// Consumes the struct: the host's object is empty afterwards.
    pub fn into_value(self) -> i32 {
        self.value
    }

    #[wasm_bindgen(js_name = addMany)]
    pub fn add_many(&mut self, values: &[i32]) -> i32 {
        self.value += values.iter().sum::<i32>();
        self.value
    }

    #[wasm_bindgen(getter)]
    pub fn doubled(&self) -> i32 {
        self.value * 2
    }

    #[wasm_bindgen(setter)]
    pub fn set_doubled(&mut self, doubled: i32) {
        self.value = doubled / 2;
    }

    #[wasm_bindgen(getter, js_name = textValue)]
    pub fn text(&self) -> String {
        self.value.to_string()
    }

    #[wasm_bindgen(setter, js_name = textValue)]
    pub fn set_text(&mut self, text: &str) {
        self.value = text.parse().unwrap_or(-1);
    }

    pub fn checked(&self, limit: i32) -> Result<i32, JsValue> {
        if self.value <= limit {
            Ok(self.value)
        } else {
            Err(JsValue::from_str("over the limit"))
        }
    }

    /// Adds another counter's value; the other is moved in and freed.
    pub fn absorb(&mut self, other: Counter) -> i32 {
        self.value += other.value;
        self.value
    }

    /// Calls the host while `self` is mutably borrowed: any use of `self` by the host is an error.
    pub fn poke_mut(&mut self) -> i32 {
        poke();
        self.value += 1;
        self.value
    }

    /// Calls the host while `self` is borrowed: `&self` methods work meanwhile, others raise.
    pub fn poke_ref(&self) -> i32 {
        poke();
        self.value
    }
}

/// What the host calls `RenamedThing`.
#[wasm_bindgen(js_name = RenamedThing)]
pub struct Internal {
    number: u32,
}

#[wasm_bindgen(js_class = RenamedThing)]
impl Internal {
    #[wasm_bindgen(constructor)]
    pub fn new(number: u32) -> Internal {
        Internal { number }
    }

    #[wasm_bindgen(js_name = theNumber)]
    pub fn number(&self) -> u32 {
        self.number
    }

    #[wasm_bindgen(js_name = fromText)]
    pub fn from_text(text: &str) -> Internal {
        Internal {
            number: text.len() as u32,
        }
    }
}

/// Moves the struct in: it is dropped here.
#[wasm_bindgen]
pub fn take_counter(counter: Counter) -> i32 {
    counter.witness.touch();
    counter.value
}

#[wasm_bindgen]
pub fn peek_counter(counter: &Counter) -> i32 {
    counter.value
}

#[wasm_bindgen]
pub fn bump_counter(counter: &mut Counter) -> i32 {
    counter.increment()
}

/// With the same object twice: `&` and `&` is fine.
#[wasm_bindgen]
pub fn add_counters(first: &Counter, second: &Counter) -> i32 {
    first.value + second.value
}

/// With the same object twice: "recursive use of an object".
#[wasm_bindgen]
pub fn move_value(to: &mut Counter, from: &Counter) -> i32 {
    to.value += from.value;
    to.value
}

#[wasm_bindgen]
pub fn take_option_counter(counter: Option<Counter>) -> Option<i32> {
    counter.map(|counter| counter.value)
}

#[wasm_bindgen]
pub fn maybe_counter(some: bool) -> Option<Counter> {
    some.then(|| Counter::new(5))
}

#[wasm_bindgen]
pub fn echo_counter(counter: Counter) -> Counter {
    counter
}

/// The struct goes to the host and comes back: `host_counter(counter)` returns it, or another.
#[wasm_bindgen]
pub fn call_host_counter(counter: Counter) -> Counter {
    host_counter(counter)
}

#[wasm_bindgen]
pub fn call_host_option_counter(counter: Option<Counter>) -> Option<Counter> {
    host_option_counter(counter)
}

/// A struct, or the error "not ok".
#[wasm_bindgen]
pub fn result_struct(ok: bool) -> Result<Counter, JsValue> {
    if ok {
        Ok(Counter::new(9))
    } else {
        Err(JsValue::from_str("not ok"))
    }
}

/// The struct as a `JsValue`: the guest asks the host to wrap the pointer.
#[wasm_bindgen]
pub fn counter_to_js(value: i32) -> JsValue {
    Counter::new(value).into()
}
