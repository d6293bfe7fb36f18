"""The example for retailers' systems knows every public event, and each has its effect."""

import json
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from shared.events.catalog import PUBLIC
from tests.contracts import schemas

FOLLOW: dict[str, Any] = runpy.run_path(str(schemas.ROOT / "examples" / "retailer" / "follow.py"))


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """The retailer's file, with nothing in it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(FOLLOW["TABLES"])
        yield connection


def hear(file: sqlite3.Connection, name: str, **differences: Any) -> None:
    """An event as it is published, but for the differences."""
    type_ = f"gerai.public.{name}.v1"
    body = json.loads((schemas.PUBLISHED / f"{type_}.json").read_bytes()) | differences
    FOLLOW["EFFECTS"][type_](file, body)


def shown(file: sqlite3.Connection, query: str) -> list[Any]:
    """What the file says."""
    return file.execute(query).fetchall()


def test_the_example_knows_every_public_event() -> None:
    assert set(FOLLOW["EFFECTS"]) == {event.type for event in PUBLIC}


def test_a_product_that_meets_its_conditions_shows_it(file: sqlite3.Connection) -> None:
    hear(file, "offer-made", outcome="lolos-bersyarat")
    assert shown(file, "SELECT status, outcome FROM offers") == [("open", "lolos-bersyarat")]
    hear(file, "offer-changed")
    assert shown(file, "SELECT status, outcome FROM offers") == [("open", "lolos")]


def test_an_agreement_that_loses_its_basis_holds_and_shows_it(file: sqlite3.Connection) -> None:
    hear(file, "offer-made")
    for name, status in (
        ("agreement-signed", "signed"),
        ("agreement-basis-lost", "signed, though mou-ended"),
        ("agreement-ended", "ended: terminated"),
    ):
        hear(file, name)
        assert shown(file, "SELECT status FROM agreements") == [(status,)]


def test_a_product_offered_under_two_memoranda_stays_when_one_offer_is_withdrawn(file: sqlite3.Connection) -> None:
    for offer in ("1", "2"):
        hear(file, "offer-made", offer_id=offer)
    hear(file, "offer-withdrawn", offer_id="1", why="mou-ended")
    assert shown(file, "SELECT offer_id, status FROM offers ORDER BY 1") == [
        ("1", "withdrawn: mou-ended"),
        ("2", "open"),
    ]
    for offer in ("1", "2"):
        hear(file, "consent-ended", offer_id=offer)
    assert shown(file, "SELECT business FROM offers") == [(None,), (None,)]


def test_the_agreement_of_the_year_after_stays_when_the_first_one_ends(file: sqlite3.Connection) -> None:
    hear(file, "offer-made")
    for pks in ("1", "2"):
        hear(file, "agreement-signed", pks_id=pks)
    hear(file, "agreement-ended", pks_id="1", how="lapsed")
    assert shown(file, "SELECT pks_id, status FROM agreements ORDER BY 1") == [("1", "ended: lapsed"), ("2", "signed")]
