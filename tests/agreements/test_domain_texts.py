"""Whatever agreements says no with, people can read in both languages."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from services.agreements import domain
from services.agreements.domain.texts import TEXTS
from services.agreements.domain.texts_of_mous import MOUS
from services.agreements.domain.texts_of_offers import OFFERS
from services.agreements.domain.texts_of_pks import PKS
from services.agreements.domain.trading import LIMITS
from shared.events.agreements import WHY_VOID
from shared.events.reasons import ENDINGS

FOLDER = Path(domain.__file__).parent
SOURCES = [
    path for path in (*FOLDER.glob("*.py"), *FOLDER.parent.glob("store/*.py")) if not path.stem.startswith("texts")
]


def _words() -> set[str]:
    """Every text constant in the rules."""
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text()))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _codes_given_away() -> set[str]:
    """The codes that refusals, conflicts and checks of a field name."""
    calls = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    place = {
        "refused": 0,
        "conflict": 0,
        "refused_because": 0,
        "refused_until": 0,
        "filled_in": 1,
        "_require_one_of": 2,
    }
    named = [
        (call.func.id if isinstance(call.func, ast.Name) else call.func.attr, call.args)
        for call in calls
        if isinstance(call.func, ast.Name | ast.Attribute)
    ]
    found = [args[place[name]] for name, args in named if name in place and len(args) > place[name]]
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_that_is_raised_has_its_texts() -> None:
    assert len(_codes_given_away()) > 45
    assert _codes_given_away() | {limit.code for limit in LIMITS} <= set(TEXTS)


def test_every_text_belongs_to_a_code_that_is_used() -> None:
    assert set(TEXTS) <= _words()


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_code_is_kebab_case_and_both_texts_are_sentences_with_the_same_values(code: str) -> None:
    assert code == code.lower()
    assert code.replace("-", "").isalnum()
    indonesian, english = TEXTS[code]["id"], TEXTS[code]["en"]
    assert indonesian != english
    assert indonesian.endswith((".", "{why}"))
    assert english.endswith((".", "{why}"))
    assert _values(indonesian) == _values(english)


def _values(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_whatever_ends_an_offer_or_an_agreement_has_its_words() -> None:
    assert set(ENDINGS) == set(WHY_VOID)


def test_no_code_has_two_texts() -> None:
    assert len(MOUS) + len(OFFERS) + len(PKS) == len(TEXTS)


def test_every_limit_of_the_law_says_where_it_is_from() -> None:
    assert all(limit.source for limit in LIMITS)
