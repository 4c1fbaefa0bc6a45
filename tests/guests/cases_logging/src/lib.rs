//! Loggers from crates.io, unmodified: console_log, wasm-logger, tracing-wasm, and the panic hook.
//!
//! Every export `case_*` is for the oracle (`tests/oracle/README.md`): the host records what the
//! console shows. The others are for tests of their own.

use wasm_bindgen::prelude::*;

#[cfg(feature = "tracing")]
mod traced;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
}

/// What a user of `log` writes.
fn say_everything() {
    log::error!("an error: {}", 5);
    log::warn!("a warning");
    log::info!("some {}", "information");
    log::debug!("debugging 100%");
    log::trace!("traces %s %c");
    log::info!(target: "elsewhere", "of another target");
}

#[wasm_bindgen]
pub fn case_console_log() {
    console_log::init_with_level(log::Level::Trace).unwrap();
    say_everything();
}

#[wasm_bindgen]
pub fn case_console_log_only_from_a_level_on() {
    console_log::init_with_level(log::Level::Warn).unwrap();
    say_everything();
    record(&format!("again: {}", console_log::init().is_err()));
}

#[wasm_bindgen]
pub fn case_wasm_logger() {
    wasm_logger::init(wasm_logger::Config::new(log::Level::Trace));
    say_everything();
}

#[wasm_bindgen]
pub fn case_wasm_logger_on_new_lines() {
    wasm_logger::init(wasm_logger::Config::default().message_on_new_line());
    say_everything();
}

#[wasm_bindgen]
pub fn case_wasm_logger_of_one_module() {
    wasm_logger::init(wasm_logger::Config::new(log::Level::Info).module_prefix("elsewhere"));
    say_everything();
    // The second logger is refused, and says so on the console.
    wasm_logger::init(wasm_logger::Config::default());
}

/// Panics, with the hook of console_error_panic_hook set.
#[wasm_bindgen]
pub fn panic_with_hook(message: &str) {
    console_error_panic_hook::set_once();
    console_error_panic_hook::set_once();
    inner(message);
}

#[inline(never)]
fn inner(message: &str) {
    panic!("it went wrong: {message}");
}

/// Unwraps an error, with the hook set.
#[wasm_bindgen]
pub fn unwrap_with_hook() {
    console_error_panic_hook::set_once();
    "five".parse::<i32>().unwrap();
}
