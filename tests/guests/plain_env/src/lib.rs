//! A module without wasm-bindgen that imports functions from module `env`.

extern "C" {
    fn host_add(a: i32, b: i32) -> i32;
    fn host_note(pointer: *const u8, length: usize);
}

/// The host's sum plus one.
#[no_mangle]
pub extern "C" fn add_one_more(a: i32, b: i32) -> i32 {
    unsafe { host_add(a, b) }.wrapping_add(1)
}

/// Hands the host a pointer and a length: the five bytes of "hello".
#[no_mangle]
pub extern "C" fn greet() {
    let text = "hello";
    unsafe { host_note(text.as_ptr(), text.len()) };
}
