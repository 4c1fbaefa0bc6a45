"""Names of functions; what is expected was written by rustc-demangle 0.1.28, hashes left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.wasm import demangle
from runtime.wasm.demangle import MAX_LENGTH

HASH = "17h0123456789abcdefE"

LEGACY = {
    "_ZN11conformance5traps10trap_panic17h8856bde68f3daa50E": "conformance::traps::trap_panic",
    "_ZN4core3ops8function6FnOnce40call_once$u7b$$u7b$vtable.shim$u7d$$u7d$17h322c2ce969ab987eE": (
        "core::ops::function::FnOnce::call_once{{vtable.shim}}"
    ),
    "_ZN5alloc2rc15Rc$LT$T$C$A$GT$9drop_slow17hce575bbdc26a6605E": "alloc::rc::Rc<T,A>::drop_slow",
    "_ZN92_$LT$conformance..structs..Counter$u20$as$u20$wasm_bindgen..convert..traits.."
    "FromWasmAbi$GT$8from_abi17ha3f67d3278152c04E": (
        "<conformance::structs::Counter as wasm_bindgen::convert::traits::FromWasmAbi>::from_abi"
    ),
    "_ZN4core3ptr87drop_in_place$LT$conformance..closure_types..stack_u32..$u7b$$u7b$closure"
    "$u7d$$u7d$$GT$17hc28da1d690acf099E": (
        "core::ptr::drop_in_place<conformance::closure_types::stack_u32::{{closure}}>"
    ),
    f"_ZN9$SP$guest15$u5b$$RF$a$BP$b{HASH}": "@guest::[&a*b",
    f"_ZN5guest16a$LP$b$RP$c$u3a${HASH}": "guest::a(b)c:",
    f"_ZN5guest4$QQ${HASH}": "guest::$QQ$",
    f"_ZN5guest5$u7$a{HASH}": "guest::$u7$a",
    f"_ZN5guest3run{HASH}.llvm.8A3F": "guest::run",
    f"_ZN5guest3run{HASH}.511": "guest::run.511",
    "_ZN5guest3runE": "guest::run",
}

V0 = {
    "_RNvCsfLfy6EI15iL_7___rustc10rust_panic": "__rustc::rust_panic",
    "_RNvXsg_NtNtCsgXGp5Oqx2Ny_4core3fmt3numhNtB7_8UpperHex3fmt": (
        "<u8 as core::fmt::UpperHex>::fmt"
    ),
    "_RNvMs0_NtCsjqx8TIyZbP9_8dlmalloc8dlmallocINtB5_8DlmallocNtNtB7_3sys6SystemE13dispose_chunk"
    "CsebHcaeoSrxy_3std": ("<dlmalloc::dlmalloc::Dlmalloc<dlmalloc::sys::System>>::dispose_chunk"),
    "_RINvNtNtCsgXGp5Oqx2Ny_4core3fmt5float29float_to_decimal_common_exactdEB6_": (
        "core::fmt::float::float_to_decimal_common_exact::<f64>"
    ),
    "_RNCNvNtCsebHcaeoSrxy_3std9panicking13panic_handler0B5_": (
        "std::panicking::panic_handler::{closure#0}"
    ),
    "_RNvXs1g_NtCsgXGp5Oqx2Ny_4core3fmtRDNtB6_5DebugEL_Bx_3fmtB8_": (
        "<&dyn core::fmt::Debug as core::fmt::Debug>::fmt"
    ),
    "_RNvXs0_NtCsgXGp5Oqx2Ny_4core3anyDNtB5_3AnyNtNtB7_6marker4SendEL_NtNtB7_3fmt5Debug3fmt": (
        "<dyn core::any::Any + core::marker::Send as core::fmt::Debug>::fmt"
    ),
    "_RNvYINtNtNtCsgXGp5Oqx2Ny_4core3net14display_buffer13DisplayBufferKj27_ENtNtB9_3fmt5Write"
    "10write_charB9_": (
        "<core::net::display_buffer::DisplayBuffer<39> as core::fmt::Write>::write_char"
    ),
    "_RNvYNvNtCsebHcaeoSrxy_3std9panicking12default_hookINtNtNtCsgXGp5Oqx2Ny_4core3ops8function"
    "5FnMutTRNtNtB6_5panic13PanicHookInfoEE8call_mutB6_": (
        "<std::panicking::default_hook as "
        "core::ops::function::FnMut<(&std::panic::PanicHookInfo,)>>::call_mut"
    ),
    "_RNvNtCs5cOc02OMXlo_5alloc7raw_vec12handle_error": "alloc::raw_vec::handle_error",
    "_RNCNvC5guest4mains_0": "guest::main::{closure#1}",
    "_RNSNvC5guest4main6vtableC5guest": "guest::main::{shim:vtable#0}",
    "_RINvC5guest3mapFG_RL0_hRL0_hEhE": "guest::map::<for<'a> fn(&'a u8, &'a u8) -> u8>",
    "_RINvC5guest3mapFUKCOuPhEuE": 'guest::map::<unsafe extern "C" fn(*mut (), *const u8)>',
    "_RINvC5guest3mapDG_INtB2_2FnTRL0_hEEp6OutputRL0_hNtB2_4SendEL_E": (
        "guest::map::<dyn for<'a> guest::Fn<(&'a u8,), Output = &'a u8> + guest::Send>"
    ),
    "_RINvC5guest3mapAhj4_STaEQeE": "guest::map::<[u8; 4], [(i8,)], &mut str>",
    "_RINvC5guest3mapKb1_Kc61_Kan5_KpE": "guest::map::<true, 'a', -5, _>",
    "_RINvC5guest3mapKoffffffffffffffffff_E": "guest::map::<0xffffffffffffffffff>",
    "_RINvC5guest3mapL_E": "guest::map::<'_>",
    "_RNvC5guestu9gre_6ka8i": "guest::größe",
    "_RNvC5guest5__rest": "guest::_rest",
    "_RNvC5guest3fn2.llvm.8A3F": "guest::fn2",
    "_RNvC5guest3fn2.cold.1": "guest::fn2.cold.1",
}

NOT_RUST = [
    *("", "_", "_R", "_ZN", "_ZNE", "main", "Runner", "trap_panic_642264b0cf9c53d8", "_start"),
    *("_ZN3fooEv", "_ZN3foo3barEi", "_ZN9999999foo", "_ZN5guest3runX", "_ZNK5guest3runE"),
    *("_RNvC5guest9short", "_R0C5guest", "_RNvC5guest1aE", "_RNvC5guest1", "_RNv5guest4main"),
    *("_RINvC5guest3mapB9_E", "_RNvB_1a", "_RNvC5guestu1_", "_RNvC5guestu4\u00e9abc"),
    *("_RINvC5guest3mapKc110000_E", "_RINvC5guest3mapKe_E", "_RINvC5guest3mapRL9_hE"),
    *("_RNvC5guest3fn2 and more", "_RINvC5guest3map" + "S" * 500 + "hE"),
    "_RINvC5guest3mapFG9999999999_EuE",
]


@pytest.mark.parametrize(("symbol", "name"), [*LEGACY.items(), *V0.items()])
def test_a_symbol_has_its_name(symbol: str, name: str) -> None:
    assert demangle(symbol) == name
    assert demangle(name) == name


@pytest.mark.parametrize("symbol", NOT_RUST)
def test_what_is_no_symbol_of_rusts_stays(symbol: str) -> None:
    assert demangle(symbol) == symbol


def test_back_references_cannot_make_it_long() -> None:
    # Each tuple is twice the one before.
    symbol, at = "INvC5guest3map", len("INvC5guest3map")
    symbol += "Thh" + "E"
    for _ in range(40):
        reference = f"B{_base62(at)}"
        at = len(symbol)
        symbol += f"T{reference}{reference}E"
    symbol = f"_R{symbol}E"
    assert demangle(symbol) == symbol


def _base62(value: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if value == 0:
        return "_"
    value, text = value - 1, ""
    while True:
        value, digit = divmod(value, 62)
        text = digits[digit] + text
        if not value:
            return text + "_"


SYMBOLS = [*LEGACY, *V0]


@given(st.one_of(st.text(), st.text().map("_R{}".format), st.text().map("_ZN{}".format)))
def test_any_text_has_a_name(text: str) -> None:
    assert isinstance(demangle(text), str)


@given(st.data())
def test_a_damaged_symbol_has_a_name_of_bounded_length(data: st.DataObject) -> None:
    symbol = data.draw(st.sampled_from(SYMBOLS))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(2, len(symbol)))
        symbol = symbol[:at] + data.draw(st.text("_BCEFGIKLNRSTXYa09u", max_size=4)) + symbol[at:]
    assert len(demangle(symbol)) <= max(MAX_LENGTH + len(symbol), len(symbol))


@given(st.text("BCEFGIKLMNPRSTXYDa_0125su", max_size=400))
def test_no_symbol_is_endless(text: str) -> None:
    for start in ("_RNvC5guest4main", "_RINvC5guest3map", "_R"):
        assert len(demangle(start + text)) <= max(MAX_LENGTH, len(start + text)) + len(text)
