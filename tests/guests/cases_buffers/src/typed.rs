//! Every function that js-sys has on typed arrays, by its Rust name.

use js_sys::*;
use wasm_bindgen::prelude::*;

use crate::{log, show};

macro_rules! typed_cases {
    ($($name:ident $kind:ident $element:ty, [$a:expr, $b:expr, $c:expr];)*) => {$(
        #[wasm_bindgen]
        pub fn $name() {
            let values: [$element; 3] = [$a, $b, $c];
            let array = $kind::from(&values[..]);
            log!("{}", show(&array));
            log!("{} {} {}", array.length(), array.byte_length(), array.byte_offset());
            log!("{}", show($kind::new(&array)));
            log!("{}", show($kind::new_with_length(2)));
            log!("{}", show($kind::new_with_byte_offset(&array.buffer(), array.byte_length() / 3)));
            let middle =
                $kind::new_with_byte_offset_and_length(&array.buffer(), array.byte_length() / 3, 1);
            log!("{} {}", show(&middle), middle.byte_offset());
            log!("{}", show(array.slice(1, 3)));
            log!("{}", show(array.subarray(0, 2)));
            log!("{:?} {:?}", array.get_index(0), array.get_index(2));
            array.set_index(0, $c);
            array.set_index(7, $c);
            log!("{}", show(&array));
            log!("{}", show(array.fill($a, 1, 2)));
            log!("{:?}", array.to_vec());
            let mut read = [$a; 3];
            array.copy_to(&mut read);
            log!("{read:?}");
            array.copy_from(&values);
            log!("{}", show(&array));
            middle.set(&array.subarray(0, 1), 0);
            log!("{} {}", show(&middle), show(&array));
            array.for_each(&mut |value, index, whole| {
                log!("{value:?} {index} {}", whole.length());
            });
            log!("{}", show($kind::default()));
            let owned: JsValue = values.to_vec().into_boxed_slice().into();
            log!("{} {:?}", show(&owned), owned);
            #[cfg(feature = "newest")]
            {
                log!("{:?} {:?}", array.at(-1), array.at(9));
                log!("{}", show(array.copy_within(0, 1, 3)));
                log!("{}", show(array.to_reversed()));
                log!("{}", show(array.to_sorted()));
                log!("{:?}", array.with(-1, $a).map(show).map_err(|e| crate::text(&e)));
                log!("{:?}", array.with(9, $a).map(show).map_err(|e| crate::text(&e)));
                log!("{:?}", array.find_last(&mut |value, _, _| value == $c));
                log!("{:?}", array.find_last_index(&mut |value, _, _| value == $c));
                log!("{} {}", array.includes($c, 0), array.index_of($c, -1));
                let tried = array.try_for_each(&mut |_, index, _| {
                    if index == 1 { Err(JsError::new("enough")) } else { Ok(()) }
                });
                log!("{:?}", tried.map_err(|e| crate::text(&e)));
            }
        }
    )*};
}

typed_cases! {
    case_typed_int8 Int8Array i8, [1, -128, 127];
    case_typed_uint8 Uint8Array u8, [1, 0, 255];
    case_typed_uint8_clamped Uint8ClampedArray u8, [1, 0, 255];
    case_typed_int16 Int16Array i16, [1, -32768, 32767];
    case_typed_uint16 Uint16Array u16, [1, 0, 65535];
    case_typed_int32 Int32Array i32, [1, i32::MIN, i32::MAX];
    case_typed_uint32 Uint32Array u32, [1, 0, u32::MAX];
    case_typed_float32 Float32Array f32, [1.5, -0.0, 3.4e38];
    case_typed_float64 Float64Array f64, [1.1, -0.0, 1e300];
    case_typed_big_int64 BigInt64Array i64, [1, i64::MIN, i64::MAX];
    case_typed_big_uint64 BigUint64Array u64, [1, 0, u64::MAX];
}

#[wasm_bindgen]
pub fn case_typed_casts() {
    use wasm_bindgen::JsCast;
    let value: JsValue = Uint8Array::from(&[1u8][..]).into();
    log!("{}", value.is_instance_of::<Uint8Array>());
    log!("{}", value.is_instance_of::<Uint8ClampedArray>());
    log!("{}", value.is_instance_of::<Object>());
    log!("{}", value.dyn_ref::<Int8Array>().is_none());
    log!("{:?} {}", value.js_typeof(), value.is_object());
    log!("{}", Array::is_array(&value));
    let listed = Array::from(&value);
    log!("{}", show(&listed));
}
