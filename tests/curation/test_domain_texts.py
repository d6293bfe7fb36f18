"""Whatever curation says by itself, people can read in both languages."""

import ast
from pathlib import Path

import pytest

from services.curation import domain, store
from services.curation.domain import texts
from shared.events.reasons import CURATION
from shared.law.categories import CATEGORIES

SOURCES = [
    path
    for package in (domain, store)
    for path in Path(package.__file__ or "").parent.glob("*.py")
    if path.stem != "texts"
]
NODES = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text()))]
BY_LAW = {category.missing for category in CATEGORIES if category.missing}
SAYING = {"refused": 0, "conflict": 0, "say": 0, "_correction": 0, "Gate": 2}
"""Calls that name a code, and which argument it is."""
ADVISED_AGAINST = ("materai", "ijin", "walikota", "pejabat walikota", "nota kesepakatan", "perkara")


def _constants(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def _codes_said() -> set[str]:
    calls = [node for node in NODES if isinstance(node, ast.Call)]
    named = [
        call.args[SAYING[name]]
        for call in calls
        if (name := getattr(call.func, "id", getattr(call.func, "attr", ""))) in SAYING
    ]
    return {word for argument in named for word in _constants(argument) if "-" in word}


def test_every_code_that_is_said_has_its_texts() -> None:
    assert len(_codes_said()) > 40
    assert _codes_said() | BY_LAW <= set(texts.TEXTS)


def test_every_text_belongs_to_a_code_that_is_said() -> None:
    assert set(texts.TEXTS) <= _codes_said() | BY_LAW


@pytest.mark.parametrize("code", sorted(texts.TEXTS))
def test_a_code_is_kebab_case_and_both_texts_are_sentences(code: str) -> None:
    said = texts.TEXTS[code]
    assert code.replace("-", "").isalnum()
    assert code == code.lower()
    assert set(said) == {"id", "en"}
    assert said["id"] != said["en"]
    assert all(text.endswith(".") for text in said.values())
    assert not any(word in said["id"].lower() for word in ADVISED_AGAINST)


def test_no_code_has_two_texts() -> None:
    parts = (CURATION, texts.GATES, texts.REVIEWS, texts.DECISIONS, texts.RUBRICS)
    assert len(texts.TEXTS) == sum(map(len, parts))
