//! Dynamic unions: enums of strings and of values.

use wasm_bindgen::prelude::*;

use crate::sequences::{Item, Shape};
use crate::{echoes, log};

#[wasm_bindgen]
pub enum Answer {
    Loading = "loading",
    Empty = "empty",
    Text(String),
    Number(f64),
    Flag(bool),
    Thing(Item),
}

#[wasm_bindgen(fallback)]
pub enum Anything {
    Nothing = "nothing",
    Number(u32),
    Other(Shape),
}

#[wasm_bindgen(private)]
pub enum Nested {
    Plain = "plain",
    Inner(Answer),
}

echoes! {
    echo_answer: Answer,
    echo_option_answer: Option<Answer>,
    echo_anything: Anything,
    echo_nested: Nested,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = constant, catch)]
    fn answer_named(name: &str) -> Result<Answer, JsValue>;
    #[wasm_bindgen(js_name = constant)]
    fn anything_named(name: &str) -> Anything;
    #[wasm_bindgen(js_name = show)]
    fn show_answer(answer: Answer) -> String;
}

fn answer_text(answer: Answer) -> String {
    match answer {
        Answer::Loading => "loading".to_string(),
        Answer::Empty => "empty".to_string(),
        Answer::Text(text) => format!("text {text}"),
        Answer::Number(number) => format!("number {number}"),
        Answer::Flag(flag) => format!("flag {flag}"),
        Answer::Thing(item) => format!("thing {}", item.number),
        #[allow(unreachable_patterns)]
        _ => "none of them".to_string(),
    }
}

fn anything_text(anything: Anything) -> String {
    match anything {
        Anything::Nothing => "nothing".to_string(),
        Anything::Number(number) => format!("number {number}"),
        Anything::Other(_) => "other".to_string(),
        #[allow(unreachable_patterns)]
        _ => "none of them".to_string(),
    }
}

#[wasm_bindgen]
pub fn case_union() {
    let answers = [
        Answer::Loading,
        Answer::Empty,
        Answer::Text("some".to_string()),
        Answer::Text("empty".to_string()),
        Answer::Number(1.5),
        Answer::Flag(true),
        Answer::Thing(Item { number: 3 }),
    ];
    for answer in answers {
        log!("{}", answer_text(echo_answer(answer)));
    }
    log!("{} {}", show_answer(Answer::Loading), show_answer(Answer::Number(2.0)));
    log!("{:?}", echo_option_answer(Some(Answer::Flag(false))).map(answer_text));
    log!("{:?}", echo_option_answer(None).map(answer_text));
    for name in ["text", "number", "happy"] {
        log!("{:?}", answer_named(name).ok().map(answer_text));
    }
}

#[wasm_bindgen]
pub fn case_union_fallback() {
    log!("{}", anything_text(echo_anything(Anything::Nothing)));
    log!("{}", anything_text(echo_anything(Anything::Number(5))));
    log!("{}", anything_text(anything_named("null")));
    log!("{}", anything_text(anything_named("text")));
}

#[wasm_bindgen]
pub fn case_union_nested() {
    let text = |nested| match nested {
        Nested::Plain => "plain".to_string(),
        Nested::Inner(answer) => answer_text(answer),
        #[allow(unreachable_patterns)]
        _ => "none of them".to_string(),
    };
    log!("{}", text(echo_nested(Nested::Plain)));
    log!("{}", text(echo_nested(Nested::Inner(Answer::Number(0.5)))));
    log!("{}", text(echo_nested(Nested::Inner(Answer::Loading))));
}

#[wasm_bindgen]
pub fn case_union_unknown() {
    log!("{:?}", answer_named("null").ok().map(answer_text));
}
