"""Whatever registration says no with, people can read in both languages."""

import ast
from pathlib import Path

import pytest

from services.registration import domain, store
from services.registration.domain import licences, texts
from services.registration.domain.texts_of_businesses import BUSINESSES
from services.registration.domain.texts_of_people import PEOPLE
from services.registration.domain.texts_of_products import PRODUCTS
from shared import law

CHAPTERS = [Path(chapter.__file__).parent for chapter in (domain, store, law) if chapter.__file__]
SOURCES = [path for chapter in CHAPTERS for path in chapter.glob("*.py") if not path.stem.startswith("texts")]
MALFORMED = {f"{kind}-malformed" for kind in licences.BPOM}


def _words() -> set[str]:
    """Every text constant in the rules, the statements that meet a conflict, and the law."""
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text()))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _codes_given_away() -> set[str]:
    """The codes that calls of `refused`, `conflict`, `Point` and the checks of a field name."""
    calls = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    last = {"refused": 0, "conflict": 0, "say": 0, "Point": 1, "_filled_in": 1, "_one_of": 2}
    named = [
        call.args[last[call.func.id]] for call in calls if isinstance(call.func, ast.Name) and call.func.id in last
    ]
    return {
        node.value
        for argument in named
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.startswith("-")
    }


def test_every_code_that_is_raised_has_its_texts() -> None:
    assert len(_codes_given_away()) > 40
    assert _codes_given_away() | MALFORMED <= set(texts.TEXTS)


def test_every_text_belongs_to_a_code_that_is_raised() -> None:
    assert set(texts.TEXTS) - {texts.INCOMPLETE} <= _words() | MALFORMED


@pytest.mark.parametrize("code", sorted(texts.TEXTS))
def test_a_code_is_kebab_case_and_both_texts_are_sentences(code: str) -> None:
    assert code == code.lower()
    assert code.replace("-", "").isalnum()
    assert set(texts.TEXTS[code]) == {"id", "en"}
    indonesian, english = texts.TEXTS[code]["id"], texts.TEXTS[code]["en"]
    assert indonesian != english
    assert indonesian[-1] in ".:"
    assert english[-1] in ".:"


def test_no_code_has_two_texts() -> None:
    assert len(texts.TEXTS) == len(BUSINESSES) + len(PEOPLE) + len(PRODUCTS)


def test_a_point_that_is_open_twice_is_told_once() -> None:
    point = texts.Point("licences", "licence-expiry-missing")
    assert texts.refused_for([point, point]).code == "licence-expiry-missing"
