"""What is different between two versions."""

from dataclasses import replace
from time import perf_counter

from services.agreements.domain import GONE, NEW, SAME, TermChange, compare_terms, compare_texts
from tests.agreements.samples import TERMS


def test_words_that_went_and_came_are_told_apart() -> None:
    assert compare_texts("Pasal 1\nLaporan tiap tahun.\n", "Pasal 1\nLaporan tiap enam bulan.\n") == [
        (SAME, "Pasal 1\n"),
        (SAME, "Laporan tiap "),
        (GONE, "tahun."),
        (NEW, "enam bulan."),
        (SAME, "\n"),
    ]


def test_all_pieces_together_are_both_texts() -> None:
    before, after = "a b c\n\nd e f\ng", "a x c\nd e\n\nh g\n"
    pieces = compare_texts(before, after)
    assert "".join(words for kind, words in pieces if kind != NEW) == before
    assert "".join(words for kind, words in pieces if kind != GONE) == after


def test_texts_that_would_take_long_are_shown_whole() -> None:
    before = " ".join(str(n * n % 113) for n in range(25_000))
    after = " ".join(str(n * n % 109) for n in range(25_000))
    began = perf_counter()
    assert [kind for kind, _ in compare_texts(before, after)] == [GONE, NEW]
    assert perf_counter() - began < 1


def test_terms_that_changed_are_named_in_their_order() -> None:
    changed = replace(TERMS, price=31_000, stores=("Alfamidi Latta",))
    assert compare_terms(TERMS, changed) == [
        TermChange("price", 30_000, 31_000),
        TermChange("stores", TERMS.stores, ("Alfamidi Latta",)),
    ]
    assert compare_terms(TERMS, TERMS) == []
