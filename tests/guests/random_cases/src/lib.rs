//! getrandom, unmodified, over `crypto.getRandomValues`: 0.2 by a typed array of JavaScript's, 0.3
//! and 0.4 by the guest's own memory.

use rand::Rng;
use wasm_bindgen::prelude::*;

/// So many bytes by getrandom 0.2, or its error's text.
#[wasm_bindgen]
pub fn random_02(size: usize) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; size];
    getrandom02::getrandom(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// So many bytes by getrandom 0.3.
#[wasm_bindgen]
pub fn random_03(size: usize) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; size];
    getrandom03::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// So many bytes by getrandom 0.4.
#[wasm_bindgen]
pub fn random_04(size: usize) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; size];
    getrandom04::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A part in the middle of a buffer of zeros.
#[wasm_bindgen]
pub fn random_part(size: usize, start: usize, end: usize) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; size];
    getrandom04::fill(&mut bytes[start..end]).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Two numbers by getrandom 0.4.
#[wasm_bindgen]
pub fn random_numbers() -> Result<Vec<u64>, String> {
    let small = getrandom04::u32().map_err(|error| error.to_string())?;
    let large = getrandom04::u64().map_err(|error| error.to_string())?;
    Ok(vec![small.into(), large])
}

/// Throws of a die by rand.
#[wasm_bindgen]
pub fn dice(throws: usize) -> Vec<u8> {
    let mut rng = rand::thread_rng();
    (0..throws).map(|_| rng.gen_range(1..=6)).collect()
}
