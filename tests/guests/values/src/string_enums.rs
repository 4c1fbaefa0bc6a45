//! Enums whose values are strings.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(Mood, echo_mood, call_host_mood, host_mood);
both_ways!(
    Option<Mood>,
    echo_option_mood,
    call_host_option_mood,
    host_option_mood
);

/// A string enum: the host's strings, numbers on the wire.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Mood {
    Happy = "happy",
    Sad = "sad",
}

/// What Rust made of the host's string: "Happy", "Sad" or "neither".
#[wasm_bindgen]
pub fn mood_name(mood: Mood) -> String {
    match mood {
        Mood::Happy => "Happy",
        Mood::Sad => "Sad",
        _ => "neither",
    }
    .to_string()
}
