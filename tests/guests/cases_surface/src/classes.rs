//! Exported structs as the host's objects: what JavaScript's code sees of them.

use wasm_bindgen::prelude::*;

use crate::log;

#[wasm_bindgen(inspectable, getter_with_clone)]
pub struct Shown {
    #[wasm_bindgen(readonly)]
    pub flag: bool,
    pub number: i32,
    pub text: String,
    #[wasm_bindgen(skip)]
    pub hidden: Vec<u8>,
}

#[wasm_bindgen]
impl Shown {
    #[wasm_bindgen(getter)]
    pub fn doubled(&self) -> i32 {
        self.number * 2
    }

    #[wasm_bindgen(getter)]
    pub fn total() -> u32 {
        42
    }

    pub fn made(number: i32) -> Shown {
        Shown {
            flag: number > 0,
            number,
            text: format!("<{number}>"),
            hidden: vec![1],
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// `String(value)`
    #[wasm_bindgen(js_name = text)]
    fn text_of(value: Shown) -> String;
    /// `value[name]`, as text.
    fn property(value: JsValue, name: &str) -> String;
    /// `value[name] = text`; what it throws.
    #[wasm_bindgen(js_name = setProperty)]
    fn set_property(value: &JsValue, name: &str, text: &str);
    /// `value[name]()`, as text.
    #[wasm_bindgen(js_name = callMethod)]
    fn call_method(value: &JsValue, name: &str) -> String;
    /// `JSON.stringify(value)`
    #[wasm_bindgen(js_name = json)]
    fn json_of(value: &JsValue) -> String;
}

#[wasm_bindgen]
pub fn case_class_inspectable() {
    log!("{}", text_of(Shown::made(1)));
    let value = JsValue::from(Shown::made(-3));
    log!("{}", json_of(&value));
    log!("{}", call_method(&value, "toString"));
}

#[wasm_bindgen]
pub fn case_class_fields() {
    let value = JsValue::from(Shown::made(2));
    for name in ["number", "text", "flag", "doubled", "hidden", "total"] {
        log!("{name} {}", property(value.clone(), name));
    }
    set_property(&value, "text", "new");
    log!("{}", property(value, "text"));
}

#[cfg(feature = "unions")]
mod inheritance {
    use wasm_bindgen::convert::TryFromJsValue;

    use super::*;

    #[wasm_bindgen]
    pub struct Animal {
        name: String,
    }

    #[wasm_bindgen]
    impl Animal {
        #[wasm_bindgen(constructor)]
        pub fn new(name: String) -> Animal {
            Animal { name }
        }

        pub fn name(&self) -> String {
            self.name.clone()
        }

        pub fn sound(&self) -> String {
            "...".to_string()
        }
    }

    #[wasm_bindgen(extends = Animal)]
    pub struct Dog {
        breed: String,
    }

    #[wasm_bindgen]
    impl Dog {
        #[wasm_bindgen(constructor)]
        pub fn new(name: String, breed: String) -> Dog {
            Dog {
                parent: Animal::new(name).into(),
                breed,
            }
        }

        pub fn breed(&self) -> String {
            self.breed.clone()
        }

        pub fn sound(&self) -> String {
            format!("{} barks", self.parent.borrow().name)
        }
    }

    #[wasm_bindgen]
    pub fn case_class_extends() {
        let dog = JsValue::from(Dog::new("Rex".into(), "Labrador".into()));
        for method in ["name", "breed", "sound"] {
            log!("{}", call_method(&dog, method));
        }
        log!("{}", Animal::try_from_js_value(dog.clone()).is_err());
        log!("{:?}", Dog::try_from_js_value(dog).ok().map(|dog| dog.breed()));
    }
}
