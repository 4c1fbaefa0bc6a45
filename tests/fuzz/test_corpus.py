"""What fuzzing found is read, or refused, as it was when it was found."""

from __future__ import annotations

import pytest

from runtime.bindgen.versions import NEWEST_RELEASE
from tests.fuzz.corpus import unpack
from tests.fuzz.targets import TARGETS, bytes_for, words_in


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_ends_in_a_value_or_a_module_error(target: str) -> None:
    corpus = unpack(target)
    assert len(corpus) > 100
    for data in corpus.values():
        TARGETS[target](data)


def test_words_survive_being_input() -> None:
    words = [0, 0xF7, 0xF8, 0xFFFF, 0xFFFF_FFFF]
    assert words_in(bytes_for(NEWEST_RELEASE, words, cast=False)[2:]) == words
