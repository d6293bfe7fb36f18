"""What a page's form says is read into the models that the API takes."""

from datetime import date
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.datastructures import FormData

from shared.forms import Amount, Day, Form, Whole
from shared.lists import Place, contains
from shared.pages.fields import from_fields


class Row(Form):
    """A line of a list."""

    text: str
    due: Day | None = None


class Inner(Form):
    """What stands in another form."""

    price: Amount
    stores: tuple[str, ...] = ()


class Sheet(Form):
    """Something of everything."""

    scores: dict[str, Whole] = Field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    inner: Inner | None = None
    chosen: tuple[str, ...] = ()


def read(*fields: tuple[str, str]) -> Sheet:
    return from_fields(Sheet, FormData(list(fields)))


def places(*fields: tuple[str, str]) -> list[str]:
    """Where something is wrong."""
    with pytest.raises(RequestValidationError) as wrong:
        read(*fields)
    return [error["loc"][-1] for error in wrong.value.errors()]


def test_fields_of_one_beginning_are_read_by_what_follows_it() -> None:
    assert read(("scores-rasa-mutu", "80"), ("scores-harga", "1.000"), ("scores-masa", " ")).scores == {
        "rasa-mutu": 80,
        "harga": 1000,
    }


def test_boxes_of_one_name_are_a_list_as_lines_of_one_text_are() -> None:
    assert read(("chosen", ""), ("chosen", "a"), ("chosen", "b")).chosen == ("a", "b")
    assert read(("chosen", "a\r\n\r\nb")).chosen == ("a", "b")
    inner = read(("inner-price", "Rp30.000"), ("inner-stores", "Passo"), ("inner-stores", "Latta")).inner
    assert inner == Inner(price=30_000, stores=("Passo", "Latta"))


def test_rows_with_nothing_in_them_are_left_out() -> None:
    rows = read(("rows-0-text", ""), ("rows-4-text", "b"), ("rows-4-due", "2026-12-24"), ("rows-2-text", "a")).rows
    assert rows == (Row(text="a"), Row(text="b", due=date(2026, 12, 24)))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ([("rows-0-text", ""), ("rows-3-due", "2026-12-24")], "rows-3-text"),
        ([("rows-1-text", "a"), ("rows-3-text", "b"), ("rows-3-due", "besok")], "rows-3-due"),
        ([("scores-rasa", "banyak")], "scores-rasa"),
        ([("inner-stores", "Passo")], "inner-price"),
        ([("inner-price", "1"), ("inner-stores", "x" * 3000)], "inner-stores"),
        ([("chosen", "a"), ("chosen", "x" * 3000)], "chosen"),
    ],
)
def test_what_is_wrong_is_told_at_its_own_field(fields: list[tuple[str, str]], place: str) -> None:
    assert places(*fields) == [place]


@pytest.mark.parametrize("written", ["", "x", "1_2_3", "0_2026-01-01_018f0000-0000-7000-8000-000000000001", "9" * 40])
def test_a_list_begins_anew_behind_what_is_no_place(written: str) -> None:
    assert Place.read(written) is None


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place.read("1_2026-11-24T00:05:00+00:00_018f0000-0000-7000-8000-000000000001")
    assert place
    assert Place.read(str(place)) == place


@pytest.mark.parametrize(("text", "pattern"), [(" sagu ", "%sagu%"), ("5%_\\", "%5\\%\\_\\\\%"), ("  ", "")])
def test_signs_that_mean_something_to_a_search_mean_themselves(text: str, pattern: Any) -> None:
    assert contains(text) == pattern
