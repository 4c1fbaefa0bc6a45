from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.bindgen.describe import encode_cast, encode_descriptor
from runtime.bindgen.descriptor import (
    MAX_DEPTH,
    WRAPPERS,
    Cast,
    Closure,
    Descriptor,
    DynamicUnion,
    Enum,
    Function,
    Kind,
    NamedExternref,
    Nullable,
    Option,
    Origin,
    Ref,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
    decode_cast,
    decode_descriptor,
    module_path_hash,
)
from runtime.bindgen.versions import AbiProfile, ClosureLayout, Era, ItemOrigin, profile_for
from runtime.errors import MalformedModule

# One release for each way of describing.
RELEASES = (83, 84, 88, 92, 93, 94, 96, 101, 115, 119, 121, 127, 128, 130)


def release(patch: int) -> AbiProfile:
    return profile_for((0, 2, patch))


def text(characters: str) -> list[int]:
    return [len(characters), *map(ord, characters)]


UNIT_FN = Function(9, (), Kind.UNIT, Kind.UNIT)
ORIGIN = Origin("guest-0366135d41f4ace2", module_path_hash("guest"))

# Streams that raw modules of these releases really gave (release, words, type).
SEEN: list[tuple[int, list[int], Descriptor]] = [
    (83, [12, 9, 10, 16, 11, 3, 0, 26, 26], Closure(True, True, 10, UNIT_FN)),
    (100, [14, 9, 10, 18, 13, 11, 0, 30, 30], Closure(True, True, 10, UNIT_FN)),
    (101, [14, 8, 1, 13, 9, 0, 30, 30], Closure(True, True, 8, UNIT_FN)),
    (117, [14, 1, 1, 13, 9, 0, 30, 30], Closure(True, True, None, UNIT_FN)),
    (127, [16, 1, 1, 15, 9, 0, 33, 33], Closure(True, True, None, UNIT_FN)),
    (127, [16, 0, 0, 15, 9, 0, 33, 33], Closure(False, False, None, UNIT_FN)),
    (113, [14, 0, 0, 13, 9, 0, 30, 30], Closure(False, False, None, UNIT_FN)),
    (127, [25, 7, *map(ord, "Narrow\xe9")], NamedExternref("Narrow\xe9")),
    # Up to 0.2.126 lengths count bytes, and words are characters.
    (122, [25, 8, *map(ord, "Narrow\xe9")], NamedExternref("Narrow\xe9")),
    (83, [21, 6], Enum("", 6)),
    (88, [22, *text("Color"), 6], Enum("Color", 6)),
    (129, [26, *text("C"), 6, *text("g-1")], Enum("C", 6, Origin("g-1"))),
    (130, [26, *text("C"), 6, *text("g-1"), 77], Enum("C", 6, Origin("g-1", 77))),
    (93, [23, *text("M"), 2, *text("a"), *text("b")], StringEnum("M", 2, None, ("a", "b"))),
    (94, [23, *text("M"), 2], StringEnum("M", 2)),
    (128, [27, *text("M"), 2], StringEnum("M", 2)),
    (130, [27, *text("M"), 2, *text("g-1"), 77], StringEnum("M", 2, Origin("g-1", 77))),
    (129, [29, *text("S"), *text("g-1")], RustStruct("S", Origin("g-1"))),
    (130, [29, *text("S"), *text("g-1")], RustStruct("S", Origin("g-1"))),
    (121, [28, *text("U"), 1, 18], DynamicUnion("U", (Kind.STRING,))),
    (
        130,
        [28, *text("U"), *text("g-1"), 77, 1, 18],
        DynamicUnion("U", (Kind.STRING,), Origin("g-1", 77)),
    ),
    (
        130,
        [37, 9, 19, 22, 1],
        SequenceMode("copy", vec=False, explicit=True, inner=Ref(Slice(Kind.U8))),
    ),
    (
        130,
        [37, 6, 23, 1],
        SequenceMode("array", vec=True, explicit=False, inner=Vector(Kind.U8)),
    ),
    (130, [31, 38, 5], Option(Nullable(Kind.U32))),
    (84, [17, 20], Ref(Kind.EXTERNREF, long=True)),
    (83, [27, 18, 1], Vector(Kind.CLAMPED_U8)),
    (83, [15, 27, 17, 1], Ref(Slice(Kind.CLAMPED_U8))),
]


@pytest.mark.parametrize(("patch", "words", "descriptor"), SEEN)
def test_streams_as_guests_give_them(patch: int, words: list[int], descriptor: Descriptor) -> None:
    profile = release(patch)
    assert decode_descriptor(words, profile) == descriptor
    assert decode_descriptor(encode_descriptor(descriptor, profile), profile) == descriptor


def test_clamped_reaches_through_references_but_not_into_functions() -> None:
    words = [27, 15, 11, 0, 1, 1, 1, 1]
    function = Function(0, (Kind.U8,), Kind.U8, Kind.U8)
    assert decode_descriptor(words, release(83)) == Ref(function)


def test_the_closure_of_the_oldest_layout_is_called_by_its_first_index() -> None:
    closure = decode_descriptor([12, 9, 10, 15, 11, 3, 0, 26, 26], release(83))
    assert isinstance(closure, Closure)
    assert (closure.function.shim_index, closure.mutable) == (9, False)


def test_casts_of_both_eras() -> None:
    closure = Closure(True, True, None, UNIT_FN)
    signature = Function(0, (closure,), Kind.EXTERNREF, Kind.EXTERNREF)
    words = [15, 0, 1, 16, 1, 1, 15, 9, 0, 33, 33, 24, 24]
    assert decode_cast(words, release(127)) == Cast("", signature)
    cast = decode_cast([0, *words], release(130))
    assert (cast.key, cast.source, cast.target) == ("", closure, Kind.EXTERNREF)


def test_a_generic_import_may_have_any_number_of_arguments() -> None:
    signature = Function(0, (), Kind.UNIT, Kind.UNIT)
    words = [*text("shim"), 15, 0, 0, 33, 33]
    assert decode_cast(words, release(128)) == Cast("shim", signature)
    with pytest.raises(MalformedModule, match="one argument"):
        decode_cast([0, 15, 0, 0, 33, 33], release(128))


MALFORMED = [
    ("nothing", 83, [], 0),
    ("no such code", 83, [28], 0),
    ("a code of a later release", 83, [15, 28], 1),
    ("words left over", 83, [26, 26], 1),
    ("half a reference", 83, [15], 1),
    ("a name that breaks off", 83, [20, 3, 97], 3),
    ("a surrogate", 130, [25, 1, 0xD800], 2),
    ("beyond Unicode", 130, [25, 1, 0x110000], 2),
    ("a length within a character", 83, [20, 1, 0xE9], 1),
    ("too many arguments", 83, [11, 0, 99, 26], 2),
    ("a closure of neither kind", 83, [12, 9, 10, 26, 11, 3, 0, 26, 26], 3),
    ("a closure of no function", 101, [14, 8, 1, 30], 3),
    ("a flag of 2", 127, [16, 2, 0, 15, 9, 0, 33, 33], 1),
    ("an unknown sequence mode", 130, [37, 3, 1], 1),
    ("too many members", 121, [28, 1, 97, 2**32 - 1], 3),
]


@pytest.mark.parametrize(
    ("patch", "words", "offset"), [c[1:] for c in MALFORMED], ids=[c[0] for c in MALFORMED]
)
def test_a_malformed_stream_is_refused_where_it_breaks(
    patch: int, words: list[int], offset: int
) -> None:
    with pytest.raises(MalformedModule) as caught:
        decode_descriptor(words, release(patch))
    assert (caught.value.section, caught.value.offset) == ("descriptor", offset)


@pytest.mark.parametrize("code", ["REF", "OPTIONAL", "CLAMPED"])
def test_depth_is_bounded(code: str) -> None:
    profile = release(130)
    number = profile.codes.index(code)
    decode_descriptor([number] * MAX_DEPTH + [0], profile)
    with pytest.raises(MalformedModule, match="nested"):
        decode_descriptor([number] * 100_000, profile)


def test_nested_functions_cannot_go_deep_either() -> None:
    with pytest.raises(MalformedModule, match="nested"):
        decode_descriptor([11, 0, 1] * 1000, release(83))


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 40) | st.integers(0, 2**32 - 1), max_size=30),
    st.sampled_from(RELEASES),
)
def test_any_words_are_a_type_or_refused(words: list[int], patch: int) -> None:
    profile = release(patch)
    try:
        descriptor = decode_descriptor(words, profile)
    except MalformedModule:
        pass
    else:
        assert decode_descriptor(encode_descriptor(descriptor, profile), profile) == descriptor
    if profile.era is not Era.DESCRIBE_CLOSURE:
        with contextlib.suppress(MalformedModule):
            decode_cast(words, profile)


# --- round trip, with strategies made from the columns ---------------------------------------

_U32 = st.integers(0, 2**32 - 1)
_NAME = st.text(max_size=4)


def functions(inner: st.SearchStrategy[Descriptor]) -> st.SearchStrategy[Function]:
    return st.builds(Function, _U32, st.lists(inner, max_size=2).map(tuple), inner, inner)


def closures(
    profile: AbiProfile, inner: st.SearchStrategy[Descriptor]
) -> st.SearchStrategy[Closure]:
    function = functions(inner)
    if profile.closure_layout is ClosureLayout.OWNED_AND_MUTABLE:
        return st.builds(Closure, st.booleans(), st.booleans(), st.none(), function)
    owned = st.builds(Closure, st.booleans(), st.just(True), st.integers(1, 99), function)
    if profile.closure_layout is ClosureLayout.INVOKE_AND_DESTRUCTOR:
        return owned
    return owned | st.builds(Closure, st.booleans(), st.just(False), st.none(), function)


def origins(profile: AbiProfile, code: str) -> st.SearchStrategy[Origin | None]:
    if profile.item_origin is ItemOrigin.CRATE_AND_MODULE:
        module_hash = st.none() if code == "RUST_STRUCT" else _U32
        return st.builds(Origin, _NAME, module_hash)
    if profile.item_origin is ItemOrigin.CRATE and code in ("ENUM", "RUST_STRUCT"):
        return st.builds(Origin, _NAME)
    return st.none()


def string_enums(profile: AbiProfile) -> st.SearchStrategy[Descriptor]:
    if profile.string_enum_has_values:
        strings = st.lists(_NAME, max_size=2).map(tuple)
        return st.builds(lambda n, v: StringEnum(n, len(v), None, v), _NAME, strings)
    return st.builds(StringEnum, _NAME, _U32, origins(profile, "STRING_ENUM"))


def leaves(profile: AbiProfile) -> st.SearchStrategy[Descriptor]:
    kinds = [kind for kind in Kind if kind.name in profile.codes or kind is Kind.CLAMPED_U8]
    enum_name = _NAME if profile.enum_has_name else st.just("")
    strategies: list[st.SearchStrategy[Descriptor]] = [
        st.sampled_from(kinds),
        st.builds(NamedExternref, _NAME),
        st.builds(Enum, enum_name, _U32, origins(profile, "ENUM")),
        st.builds(RustStruct, _NAME, origins(profile, "RUST_STRUCT")),
    ]
    if "STRING_ENUM" in profile.codes:
        strategies.append(string_enums(profile))
    return st.one_of(strategies)


def descriptors(profile: AbiProfile) -> st.SearchStrategy[Descriptor]:
    def extend(inner: st.SearchStrategy[Descriptor]) -> st.SearchStrategy[Descriptor]:
        wrappers = [wrapper for code, wrapper in WRAPPERS.items() if code in profile.codes]
        strategies: list[st.SearchStrategy[Descriptor]] = [
            st.sampled_from(wrappers).flatmap(lambda wrapper: st.builds(wrapper, inner)),
            st.builds(Ref, inner, st.booleans()),
            functions(inner),
            closures(profile, inner),
        ]
        if "LONGREF" in profile.codes:
            strategies.append(st.builds(Ref, inner, long=st.just(True)))
        if "DYNAMIC_UNION" in profile.codes:
            members = st.lists(inner, max_size=2).map(tuple)
            origin = origins(profile, "DYNAMIC_UNION")
            strategies.append(st.builds(DynamicUnion, _NAME, members, origin))
        if "SEQ_MODE" in profile.codes:
            mode = st.sampled_from(["view", "copy", "array"])
            strategies.append(st.builds(SequenceMode, mode, st.booleans(), st.booleans(), inner))
        return st.one_of(strategies)

    return st.recursive(leaves(profile), extend, max_leaves=5)


@pytest.mark.parametrize("patch", RELEASES)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_type_of_every_release_comes_back(patch: int, data: st.DataObject) -> None:
    profile = release(patch)
    descriptor = data.draw(descriptors(profile))
    words = encode_descriptor(descriptor, profile)
    assert all(0 <= word < 2**32 for word in words)
    assert decode_descriptor(words, profile) == descriptor


@pytest.mark.parametrize("patch", [102, 130])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_cast_comes_back(patch: int, data: st.DataObject) -> None:
    profile = release(patch)
    inner = descriptors(profile)
    signature = Function(0, (data.draw(inner),), data.draw(inner), data.draw(inner))
    key = data.draw(_NAME) if profile.era is Era.DESCRIBE_GENERIC_IMPORT else ""
    cast = Cast(key, signature)
    assert decode_cast(encode_cast(cast, profile), profile) == cast


@pytest.mark.parametrize(
    ("path", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)]
)
def test_module_paths_hash_as_fnv_1a_does(path: str, value: int) -> None:
    assert module_path_hash(path) == value
