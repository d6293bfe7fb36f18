"""What an operator does with a system in containers, from the image that sets it up and by its environment alone."""

import secrets
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.events.registration import CITIES, ContactChanged
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Delivery, Envelope
from shared.messaging.parking import STOPPED, Parking, Retries
from shared.sealing import Seal
from tests.conftest import NewDatabase, ServiceDatabase
from tests.deployment.alone import Alone

pytestmark = pytest.mark.system

KEY, OTHER_KEY = (b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
SIGNED = ("--by", "siti", "--why", "isinya rusak")


@asynccontextmanager
async def connected(database: ServiceDatabase) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database.owner_dsn, server_settings={"app.cities": "ambon"})
    try:
        yield connection
    finally:
        await connection.close()


async def fetch(database: ServiceDatabase, question: str) -> list[dict[str, Any]]:
    async with connected(database) as connection:
        return [dict(row) for row in await connection.fetch(question)]


@pytest.fixture
async def registration(database: NewDatabase, there: Alone) -> tuple[ServiceDatabase, dict[str, str]]:
    """Registration's database with Ambon in it, and what tells of it."""
    made = await database("registration")
    given = {"REGISTRATION_DATABASE_URL": made.app_dsn, "REGISTRATION_FIELD_KEY": KEY}
    added = there.setup("city", "add", "deploy/cities/ambon.json", **given)
    assert added.stdout == "Kota Ambon (ambon) is saved and will be announced.\n", added.stderr
    return made, given


async def test_a_city_is_saved_and_announced(registration: tuple[ServiceDatabase, dict[str, str]]) -> None:
    made, _ = registration
    assert await fetch(made, "SELECT name FROM cities WHERE code = 'ambon'") == [{"name": "Kota Ambon"}]
    assert await fetch(made, "SELECT topic FROM outbox") == [{"topic": CITIES.name}]


def test_a_file_that_describes_no_city_is_refused(there: Alone) -> None:
    (there.app / "wrong.json").write_text('{"code": "ambon", "time_zone": "Asia/Ambon"}')
    outcome = there.setup("city", "add", "wrong.json")
    assert outcome.returncode == 1
    assert "time_zone: Value error, no time zone is called 'Asia/Ambon'" in outcome.stderr


async def test_a_city_gets_its_first_admin_who_may_be_ended(
    there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]
) -> None:
    made, given = registration
    admin = "SELECT function, until IS NULL AS holds FROM assignments WHERE subject = 'admin.ambon'"
    assigned = there.setup("person", "assign", "admin.ambon", "admin-kota", "--city", "ambon", **given)
    assert (assigned.returncode, assigned.stderr) == (0, "")
    assert await fetch(made, admin) == [{"function": "admin-kota", "holds": True}]
    ended = there.setup("person", "end", "admin.ambon", "admin-kota", "--city", "ambon", **given)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert await fetch(made, admin) == [{"function": "admin-kota", "holds": False}]


async def test_how_a_person_is_reached_is_asked_for_and_lies_sealed(
    there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]
) -> None:
    made, given = registration
    typed = "Yohana Latuconsina\nyohana@umkm.example\n\n"
    added = there.setup("person", "add", "yohana", "--city", "ambon", typed=typed, **given)
    assert added.returncode == 0, added.stderr
    (row,) = await fetch(made, "SELECT sealed FROM contacts WHERE subject = 'yohana'")
    assert b"yohana@umkm.example" in Seal.from_text(KEY).open(row["sealed"], "contact/ambon/yohana")


async def test_a_city_does_not_say_how_somebody_is_reached_whom_another_one_knows(
    there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]
) -> None:
    made, given = registration
    there.setup("city", "add", "deploy/cities/kediri.json", **given)
    person = ("--name", "Yohana", "--email", "", "--phone", "081234567890")
    assert there.setup("person", "add", "yohana", "--city", "kediri", *person, **given).returncode == 0
    refused = there.setup("person", "add", "yohana", "--city", "ambon", *person, **given)
    assert (refused.returncode, "Another city knows" in refused.stderr) == (1, True), refused.stderr
    assert await fetch(made, "SELECT FROM contacts WHERE city = 'ambon'") == []


def test_what_a_form_would_not_take_is_told(there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]) -> None:
    words = ("person", "assign", "ari", "wali-kota", "--city", "ambon", "--title", "Penjabat " * 30)
    outcome = there.setup(*words, **registration[1])
    assert (outcome.returncode, outcome.stderr) == (1, "title: String should have at most 200 characters\n")


async def test_what_is_parked_is_seen_and_decided_upon(there: Alone, database: NewDatabase) -> None:
    made = await database("notifications")
    await park(made)
    given = {"NOTIFICATIONS_DATABASE_URL": made.app_dsn, "NOTIFICATIONS_PARKED_KEY": KEY}
    assert "stopped" in there.setup("parked", "list", "notifications", **given).stdout
    shown = there.setup("parked", "show", "notifications", "1", "--reveal", **given)
    assert "yohana@umkm.example" in shown.stdout
    words = ("parked", "edit", "notifications", "1", "--value", "/dev/stdin", *SIGNED)
    edited = there.setup(*words, typed='{"name": "Yohana"}', **given)
    assert edited.returncode == 0, edited.stderr
    assert '"name": "Yohana"' in there.setup("parked", "show", "notifications", "1", "--reveal", **given).stdout
    assert there.setup("parked", "drop", "notifications", "1", *SIGNED, **given).returncode == 0
    assert "Nothing is parked" in there.setup("parked", "list", "notifications", **given).stdout


@pytest.mark.parametrize(("key", "said"), [("", "_KEY is not set"), ("c2hvcnQ=", "_KEY is no key")])
def test_a_key_that_is_none_is_told(there: Alone, key: str, said: str) -> None:
    given = {"NOTIFICATIONS_DATABASE_URL": "postgresql://127.0.0.1:9/x", "NOTIFICATIONS_PARKED_KEY": key}
    outcome = there.setup("parked", "list", "notifications", **given)
    assert (outcome.returncode, outcome.stderr.splitlines()[0].count(said)) == (1, 1), outcome.stderr


async def test_another_key_opens_nothing_parked_and_that_is_said(there: Alone, database: NewDatabase) -> None:
    made = await database("notifications")
    await park(made)
    given = {"NOTIFICATIONS_DATABASE_URL": made.app_dsn, "NOTIFICATIONS_PARKED_KEY": OTHER_KEY}
    shown = there.setup("parked", "show", "notifications", "1", "--reveal", **given)
    assert (shown.returncode, "sealed with another PARKED_KEY" in shown.stdout) == (0, True), shown.stderr
    assert there.setup("parked", "drop", "notifications", "1", *SIGNED, **given).returncode == 0


async def test_another_key_opens_no_contact_and_that_is_said(
    there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]
) -> None:
    words = ("person", "add", "yohana", "--city", "ambon", "--name", "Yohana", "--email", "", "--phone", "")
    assert there.setup(*words, **registration[1]).returncode == 0
    outcome = there.setup(*words, **registration[1] | {"REGISTRATION_FIELD_KEY": OTHER_KEY})
    assert (outcome.returncode, "The keys given for registration are not those" in outcome.stderr) == (1, True)
    assert "Traceback" not in outcome.stderr


async def park(database: ServiceDatabase) -> None:
    """Have a sealed event stand parked under the number 1."""
    event = ContactChanged(city="ambon", subject="yohana", name="Yohana", email="yohana@umkm.example")
    envelope = Envelope(id=str(uuid4()), source="/gerai/registration", type=event.type, sequence=1)
    headers, value = cloudevents.encode(event, envelope)
    delivery = Delivery(event.topic.name, 0, 7, event.key.encode(), tuple(headers), value)
    parking = Parking("notifications", Retries(1, timedelta(), timedelta()), Seal.from_text(KEY))
    async with connected(database) as connection:
        identity = (envelope.source, envelope.id)
        await parking.insert(connection, identity, delivery, STOPPED, ValueError("rusak"), sealed=True)


async def test_a_service_publishes_again_what_it_keeps(there: Alone, database: NewDatabase) -> None:
    made = await database("curation")
    outcome = there.setup("republish", "curation", CURATION_DATABASE_URL=made.app_dsn)
    assert outcome.returncode == 0, outcome.stderr
    assert await fetch(made, "SELECT DISTINCT republish_from FROM relay_progress") == [{"republish_from": 0}]


async def test_what_a_restored_service_announces_is_numbered_on(
    there: Alone, registration: tuple[ServiceDatabase, dict[str, str]]
) -> None:
    made, given = registration
    numbered = "SELECT last FROM sequences WHERE key = 'ambon'"
    assert await fetch(made, numbered) == [{"last": 1}]
    advanced = there.setup("sequences", "advance", "registration", "--by", "500", **given)
    assert advanced.stdout == "What registration announces from now on is numbered 500 higher.\n", advanced.stderr
    there.setup("city", "add", "deploy/cities/ambon.json", **given)
    assert await fetch(made, numbered) == [{"last": 502}]
    assert there.setup("sequences", "advance", "registration", "--by", "-1", **given).returncode == 2
    assert await fetch(made, numbered) == [{"last": 502}]


@pytest.mark.parametrize("words", ["parked list curation", "republish curation", "person end x y --city ambon"])
def test_it_says_which_address_is_missing(there: Alone, words: str) -> None:
    service = "REGISTRATION" if words.startswith("person") else "CURATION"
    outcome = there.setup(*words.split())
    assert (outcome.returncode, f"{service}_DATABASE_URL is not set" in outcome.stderr) == (1, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://x@127.0.0.1:9/x", "The database did not do it"),
        ("nonsense", "CURATION_DATABASE_URL does not read postgresql://"),
        ("postgresql://x:[y@z/x", "CURATION_DATABASE_URL does not read postgresql://"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_a_sentence(there: Alone, address: str, said: str) -> None:
    outcome = there.setup("republish", "curation", CURATION_DATABASE_URL=address)
    assert (outcome.returncode, said in outcome.stderr) == (1, True), outcome.stderr
    assert "Traceback" not in outcome.stderr
