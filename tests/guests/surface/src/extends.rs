//! Structs that extend structs, and unions, as Python passes them.

use wasm_bindgen::prelude::*;

use crate::record;

#[wasm_bindgen]
pub struct Animal {
    name: String,
    pub legs: u32,
}

#[wasm_bindgen]
impl Animal {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Animal {
        Animal { name, legs: 4 }
    }

    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.name.clone()
    }

    pub fn rename(&mut self, name: String) {
        self.name = name;
    }

    pub fn sound(&self) -> String {
        "...".to_string()
    }

    /// Takes the animal in.
    pub fn release(self) -> String {
        self.name.clone()
    }

    pub fn kingdom() -> String {
        "animals".to_string()
    }
}

impl Drop for Animal {
    fn drop(&mut self) {
        record(&format!("animal {} dropped", self.name));
    }
}

#[wasm_bindgen(extends = Animal)]
pub struct Dog {
    pub age: u32,
}

#[wasm_bindgen]
impl Dog {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, age: u32) -> Dog {
        Dog {
            parent: Animal::new(name).into(),
            age,
        }
    }

    pub fn sound(&self) -> String {
        format!("{} barks", self.parent.borrow().name)
    }
}

impl Drop for Dog {
    fn drop(&mut self) {
        record(&format!("dog of {} years dropped", self.age));
    }
}

#[wasm_bindgen(extends = Dog)]
pub struct Puppy {
    pub toys: u32,
}

#[wasm_bindgen]
impl Puppy {
    #[wasm_bindgen(constructor)]
    pub fn new(name: String) -> Puppy {
        Puppy {
            parent: Dog::new(name, 0).into(),
            toys: 3,
        }
    }
}

#[wasm_bindgen]
pub fn name_of(animal: &Animal) -> String {
    animal.name.clone()
}

#[wasm_bindgen]
pub fn grow(dog: &mut Dog) {
    dog.age += 1;
}

#[wasm_bindgen]
pub fn take_animal(animal: Animal) -> String {
    animal.name.clone()
}

#[wasm_bindgen]
pub fn take_dog(dog: Dog) -> u32 {
    dog.age
}

#[wasm_bindgen]
pub fn make_puppy(name: String) -> Puppy {
    Puppy::new(name)
}

#[wasm_bindgen]
pub enum Answer {
    Loading = "loading",
    Text(String),
    Number(f64),
    Pet(Dog),
}

#[wasm_bindgen]
pub fn describe_answer(answer: Answer) -> String {
    match answer {
        Answer::Loading => "loading".to_string(),
        Answer::Text(text) => format!("text {text}"),
        Answer::Number(number) => format!("number {number}"),
        Answer::Pet(dog) => format!("dog of {} years", dog.age),
        #[allow(unreachable_patterns)]
        _ => "none of them".to_string(),
    }
}

#[wasm_bindgen]
pub fn some_answer(kind: &str) -> Option<Answer> {
    match kind {
        "loading" => Some(Answer::Loading),
        "text" => Some(Answer::Text("a text".to_string())),
        "number" => Some(Answer::Number(0.5)),
        _ => None,
    }
}
