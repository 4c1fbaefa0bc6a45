//! JavaScript's operators on values that the host made: every pair, one line for each left side.

use wasm_bindgen::prelude::*;

use crate::values::{made, PRIMITIVES};
use crate::{first_line, log};

/// What the arithmetic operators take together; BigInts mix with nothing.
fn numeric() -> Vec<&'static str> {
    let plain = PRIMITIVES.iter().copied();
    plain.filter(|name| !name.starts_with("big")).collect()
}

const BIGINTS: [&str; 4] = ["big zero", "big one", "big minus", "big huge"];

fn pairs(names: &[&str], operate: impl Fn(&JsValue, &JsValue) -> JsValue) {
    for left in names {
        let line: Vec<String> = names
            .iter()
            .map(|right| show(&operate(&made(left), &made(right))))
            .collect();
        log!("{}: {}", left, line.join(" "));
    }
}

fn truths(names: &[&str], operate: impl Fn(&JsValue, &JsValue) -> bool) {
    for left in names {
        let line: String = names
            .iter()
            .map(|right| operate(&made(left), &made(right)))
            .map(|truth| if truth { '1' } else { '0' })
            .collect();
        log!("{}: {}", left, line);
    }
}

macro_rules! arithmetic {
    ($case:ident, $bigints:ident, $operator:tt) => {
        #[wasm_bindgen]
        pub fn $case() {
            pairs(&numeric(), |left, right| left $operator right);
        }

        #[wasm_bindgen]
        pub fn $bigints() {
            pairs(&BIGINTS[1..3], |left, right| left $operator right);
        }
    };
}

arithmetic!(case_operator_add, case_operator_add_bigints, +);
arithmetic!(case_operator_subtract, case_operator_subtract_bigints, -);
arithmetic!(case_operator_multiply, case_operator_multiply_bigints, *);
arithmetic!(case_operator_divide, case_operator_divide_bigints, /);
arithmetic!(case_operator_remainder, case_operator_remainder_bigints, %);
arithmetic!(case_operator_bit_and, case_operator_bit_and_bigints, &);
arithmetic!(case_operator_bit_or, case_operator_bit_or_bigints, |);
arithmetic!(case_operator_bit_xor, case_operator_bit_xor_bigints, ^);
arithmetic!(case_operator_shift_left, case_operator_shift_left_bigints, <<);
arithmetic!(case_operator_shift_right, case_operator_shift_right_bigints, >>);

#[wasm_bindgen]
pub fn case_operator_power() {
    let mut names = numeric();
    names.retain(|name| !LONG_POWERS.contains(name));
    pairs(&names, JsValue::pow);
}

/// To the power of each other, these need more digits than a Number has.
const LONG_POWERS: [&str; 3] = ["text number", "text hex", "minus"];

#[wasm_bindgen]
pub fn case_operator_power_in_its_last_digit() {
    pairs(&LONG_POWERS, JsValue::pow);
}

#[wasm_bindgen]
pub fn case_operator_power_bigints() {
    log!(
        "{:?}",
        made("big huge").pow(&made("big one")) == made("big huge")
    );
    log!(
        "{:?}",
        made("big minus").pow(&made("big zero")) == made("big one")
    );
}

#[wasm_bindgen]
pub fn case_operator_unsigned_shift() {
    pairs(&numeric(), |left, right| left.unsigned_shr(right).into());
}

#[wasm_bindgen]
pub fn case_operator_checked_division() {
    pairs(
        &["one", "half", "minus", "zero", "text number"],
        |left, right| left.checked_div(right),
    );
    let refused = made("big one").checked_div(&made("big zero"));
    log!("{}", first_line(&refused));
}

#[wasm_bindgen]
pub fn case_operator_less() {
    truths(&PRIMITIVES, |left, right| left.lt(right));
}

#[wasm_bindgen]
pub fn case_operator_less_or_equal() {
    truths(&PRIMITIVES, |left, right| left.le(right));
}

#[wasm_bindgen]
pub fn case_operator_greater() {
    truths(&PRIMITIVES, |left, right| left.gt(right));
}

#[wasm_bindgen]
pub fn case_operator_greater_or_equal() {
    truths(&PRIMITIVES, |left, right| left.ge(right));
}

#[wasm_bindgen]
pub fn case_operator_unary() {
    for name in numeric() {
        let value = made(name);
        log!("{} {:?} {:?} {:?}", name, -&value, value.bit_not(), !&value);
    }
}

#[wasm_bindgen]
pub fn case_operator_unary_bigints() {
    for name in BIGINTS {
        let value = made(name);
        log!("{} {}", name, -&-&value == value);
        log!("{} {} {}", name, value.bit_not().is_bigint(), !&value);
    }
}

#[wasm_bindgen]
pub fn case_operator_plus_of_text() {
    let text = made("text");
    for name in PRIMITIVES {
        log!(
            "{} {:?} {:?}",
            name,
            &text + &made(name),
            &made(name) + &text
        );
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = show)]
    fn show(value: &JsValue) -> String;
    #[wasm_bindgen(catch, js_name = call)]
    fn try_operate(function: &dyn Fn() -> JsValue) -> Result<JsValue, JsValue>;
}

/// Records the kind of error that an operator throws through Rust's frames.
fn refused(operate: impl Fn() -> JsValue) {
    match try_operate(&operate) {
        Ok(value) => log!("{:?}", value),
        Err(error) => log!("{}", first_line(&error).split(':').next().unwrap_or("")),
    }
}

#[wasm_bindgen]
pub fn case_operator_bigints_do_not_mix() {
    let (big, one) = (made("big one"), made("one"));
    refused(|| &big + &one);
    refused(|| &one - &big);
    refused(|| &big * &one);
    refused(|| &big / &one);
    refused(|| &big % &one);
    refused(|| big.pow(&one));
    refused(|| &big & &one);
    refused(|| &big << &one);
    refused(|| &one >> &big);
}

#[wasm_bindgen]
pub fn case_operator_mixed_bigint_leaves() {
    log!("before");
    log!("{:?}", made("big one") + made("one"));
}

#[wasm_bindgen]
pub fn case_operator_symbols_are_refused() {
    refused(|| made("symbol") + made("one"));
    refused(|| made("symbol") * made("one"));
    refused(|| -made("symbol"));
}

#[wasm_bindgen]
pub fn case_operator_bigint_division_by_zero() {
    refused(|| made("big one") / made("big zero"));
    refused(|| made("big one") % made("big zero"));
}

#[wasm_bindgen]
pub fn case_operator_bigint_negative_power() {
    refused(|| made("big one").pow(&made("big minus")));
}

#[wasm_bindgen]
pub fn case_operator_bigint_unsigned_shift() {
    refused(|| made("big one").unsigned_shr(&made("big one")).into());
}

#[wasm_bindgen]
pub fn case_operator_bigint_too_large() {
    refused(|| made("big one") << made("big huge"));
    refused(|| made("big huge").pow(&made("big huge")));
}
