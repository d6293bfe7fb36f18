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


def hear(file: sqlite3.Connection, name: str, **differences: Any) -> tuple[str, str]:
    """What the file says of the product once this event was heard: status and outcome."""
    type_ = f"gerai.public.{name}.v1"
    body = json.loads((schemas.PUBLISHED / f"{type_}.json").read_bytes()) | differences
    FOLLOW["EFFECTS"][type_](file, body)
    ((status, outcome),) = file.execute("SELECT status, outcome FROM products").fetchall()
    return status, outcome


def test_the_example_knows_every_public_event() -> None:
    assert set(FOLLOW["EFFECTS"]) == {event.type for event in PUBLIC}


def test_a_product_that_meets_its_conditions_shows_it(file: sqlite3.Connection) -> None:
    assert hear(file, "offer-made", outcome="lolos-bersyarat") == ("offered", "lolos-bersyarat")
    assert hear(file, "offer-changed") == ("offered", "lolos")


def test_an_agreement_that_loses_its_basis_holds_and_shows_it(file: sqlite3.Connection) -> None:
    hear(file, "offer-made")
    assert hear(file, "agreement-signed")[0] == "agreed"
    assert hear(file, "agreement-basis-lost")[0] == "agreed, though mou-ended"
    assert hear(file, "agreement-ended")[0] == "ended: terminated"
