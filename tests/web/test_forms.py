"""What forms of every service take, and what they do not: slips that would break something further in."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import services
from shared import faults
from shared.forms import Amount, Day, Form, Moment, Whole, YesNo

UNGUARDED = {"int", "float", "bool", "date", "datetime", "AwareDatetime"}
"""What takes more than a form should: the kinds of shared/forms.py are for that."""


class Filled(Form):
    """One field of each kind that is guarded."""

    price: Amount = 0
    score: Whole = 0
    established: YesNo = True
    day: Day = date(2026, 11, 24)
    at: Moment = datetime(2026, 11, 24, tzinfo=UTC)


def fault(filled: dict[str, Any]) -> Any:
    """The one thing that is wrong with this form."""
    with pytest.raises(ValidationError) as invalid:
        Filled.model_validate(filled)
    (error,) = invalid.value.errors()
    return error


@pytest.mark.parametrize(
    "filled",
    [
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "1999-12-31T23:59:59+09:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"day": "0001-01-01"},
        {"day": "2101-01-01"},
        {"day": "9999-12-31"},
    ],
)
def test_a_year_of_another_century_is_a_slip(filled: dict[str, Any]) -> None:
    wrong = fault(filled)
    assert faults.say(wrong, "id") == "Tahunnya harus antara 2000 dan 2100. Periksa kembali tanggalnya."
    assert faults.say(wrong, "en") == "The year should be one from 2000 to 2100"


@pytest.mark.parametrize("kind", ["price", "score"])
@pytest.mark.parametrize("written", [True, "25000", 25000.0, 25000.5])
def test_a_number_is_written_as_a_whole_number(kind: str, written: object) -> None:
    assert faults.say(fault({kind: written}), "id") == "Isian ini harus berupa bilangan bulat."


@pytest.mark.parametrize("written", ["yes", "true", 1, 0])
def test_yes_is_not_guessed_from_something_else(written: object) -> None:
    assert faults.say(fault({"established": written}), "id") == "Pilih ya atau tidak (true atau false)."


def test_a_moment_says_its_zone() -> None:
    assert fault({"at": "2026-11-24T09:05:00"})["type"] == "timezone_aware"


def test_days_and_moments_of_these_times_are_taken_as_written() -> None:
    filled = Filled.model_validate({"day": "2100-12-31", "at": "2000-01-01T00:00:00+09:00"})
    assert (filled.day, filled.at.utcoffset()) == (date(2100, 12, 31), timedelta(hours=9))


@pytest.mark.parametrize("forms", sorted(Path(services.__path__[0]).glob("*/forms.py")), ids=lambda p: p.parent.name)
def test_every_field_is_of_a_guarded_kind(forms: Path) -> None:
    tree = ast.parse(forms.read_text())
    kinds = [
        *(node.annotation for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)),
        *(node.value for node in tree.body if isinstance(node, ast.Assign)),
    ]
    named = {name.id for kind in kinds for name in ast.walk(kind) if isinstance(name, ast.Name)}
    assert named & UNGUARDED == set()
