"""Identity numbers and contacts lie sealed, and reach no event, answer or log that is not made for them."""

import json
import logging

import pytest
from asyncpg import Record
from cryptography.exceptions import InvalidTag

from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISKOP
from tests.examples import BUSINESS
from tests.registration.conftest import Registration
from tests.registration.test_routes_businesses import CHANGES
from tests.registration.test_routes_contacts import RINA

NUMBERS = {"8171014101900001", "8171014101900002", "013121660091000"}
RIGHT = {"nik": "8171014101900002", "reason": "Satu angka tertukar, dicocokkan dengan KTP"}
CONTACTS = {"yohana@contoh.id", "rina@contoh.id", "6281234567891", "Rina Pattiasina"}
OWNER = {"Yohana Latuconsina", "6281234567890"}
EARNED = {"180000000"}


async def live_through_everything(registration: Registration) -> list[str]:
    """All that can happen in registration; give every answer's text."""
    await registration.assign("admin", ADMIN)
    await registration.assign("sari", ASSISTANT)
    await registration.assign("selvi", CURATOR_DISKOP)
    business = await registration.register(npwp="013121660091000", email="yohana@contoh.id")
    product = await registration.submit(business)
    steps = [
        await registration.post("admin", "/contacts", RINA | {"subject": "rina"}),
        await registration.post("sari", f"/businesses/{business}/changes", CHANGES | {"name": "Dapur Tifa"}),
        await registration.post("sari", f"/products/{product}/submissions", {"changes": "Nama"}),
        await registration.get("yohana", f"/businesses/{business}"),
        await registration.get("yohana", "/businesses"),
        await registration.get("yohana", f"/products/{product}"),
        await registration.post("budi", "/businesses", BUSINESS | {"nib": "0220009861930"}),
        await registration.post("selvi", f"/businesses/{business}/corrections", RIGHT),
        await registration.post("admin", "/contacts/rina/erasure"),
        await registration.post("yohana", f"/businesses/{business}/consent-withdrawals"),
        await registration.post("budi", "/businesses", {"nik": "8171014101900001"}),
    ]
    assert [step.status_code for step in steps] == [201, 201, 201, 200, 200, 200, 409, 201, 200, 201, 422]
    return [step.text for step in steps]


def holding(text: str, secrets: set[str]) -> set[str]:
    return {secret for secret in secrets if secret in text}


async def test_only_a_contact_s_own_event_says_how_somebody_is_reached(registration: Registration) -> None:
    await live_through_everything(registration)
    announced = await registration.announced()
    assert {event["type"] for event in announced} == {
        "business-registered", "business-changed", "consent-withdrawn", "function-assigned", "product-submitted",
        "product-withdrawn", "contact-changed", "contact-erased",
    }  # fmt: skip
    for event in announced:
        text = json.dumps(event, ensure_ascii=False)
        assert holding(text, NUMBERS | EARNED) == set(), event["type"]
        if event["type"] != "contact-changed":
            assert holding(text, CONTACTS | OWNER) == set(), event["type"]
    told = json.dumps([event for event in announced if event["type"] == "contact-changed"])
    assert holding(told, CONTACTS | OWNER) == CONTACTS | OWNER


async def test_an_answer_shows_no_identity_number_but_masked(registration: Registration) -> None:
    texts = await live_through_everything(registration)
    assert [holding(text, NUMBERS) for text in texts] == [set()] * len(texts)
    assert any("8171********0001" in text for text in texts)


async def test_what_is_personal_lies_sealed(registration: Registration) -> None:
    await registration.post("rina", "/contacts", RINA)
    await registration.register(npwp="013121660091000", email="yohana@contoh.id")
    for table, secrets in (
        ("businesses", NUMBERS | CONTACTS),
        ("contacts", NUMBERS | CONTACTS | OWNER),
        ("idempotency", NUMBERS | CONTACTS | OWNER),
    ):
        rows = await registration.fetch(f"SELECT t::text AS row, t.* FROM {table} t")
        assert rows
        assert [holding(_text(row), secrets) for row in rows] == [set()] * len(rows), table


def _text(row: Record) -> str:
    octets = b" ".join(value for value in row.values() if isinstance(value, bytes))
    return f"{row['row']} {octets.decode(errors='replace')}"


async def test_a_contact_s_row_opens_nowhere_else(registration: Registration) -> None:
    await registration.post("rina", "/contacts", RINA)
    await registration.post("budi", "/contacts", RINA | {"name": "Budi"})
    swap = "UPDATE contacts SET sealed = (SELECT sealed FROM contacts WHERE subject = 'rina') WHERE subject = 'budi'"
    await registration.fetch(swap)
    with pytest.raises(InvalidTag):
        await registration.get("budi", "/contacts/budi")


async def test_no_log_tells_who_somebody_is(
    registration: Registration, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await live_through_everything(registration)
    written = caplog.text + "".join(capfd.readouterr())
    assert "/registration/businesses" in written
    assert holding(written, NUMBERS | CONTACTS | OWNER | EARNED) == set()
