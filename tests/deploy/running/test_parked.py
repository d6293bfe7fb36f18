"""What an operator does about events that could not be handled."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from shared.events.event import Event
from shared.events.registration import ContactChanged, ProductWithdrawn
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope
from tests.deploy.conftest import Operator

pytestmark = pytest.mark.system

SIGNED = ["--by", "siti", "--why", "isinya rusak"]
PARKED = "SELECT id, state, tries FROM parked WHERE key = '{key}'"


async def break_one(ambon: Operator, event: Event, value: bytes) -> None:
    """Put an event on its topic with a value that nobody can read."""
    envelope = Envelope(id=str(uuid4()), source="/gerai/registration", type=event.type, sequence=1)
    headers, _ = cloudevents.encode(event, envelope)
    producer = AIOKafkaProducer(bootstrap_servers=f"127.0.0.1:{ambon.ports['BROKER']}")
    await producer.start()
    try:
        await producer.send_and_wait(event.topic.name, value, key=event.key.encode(), headers=headers)
    finally:
        await producer.stop()


async def parked(ambon: Operator, service: str, event: Event) -> str:
    """The number under which it stands parked, as soon as it does."""
    rows = await ambon.until_rows(service, PARKED.format(key=event.key))
    return str(rows[0]["id"])


async def test_many_are_grouped_narrowed_and_decided_about_at_once(system: Operator) -> None:
    events = [ProductWithdrawn(city="ambon", product_id=uuid4(), revision=1, reason="rusak") for _ in range(3)]
    for event in events:
        await break_one(system, event, b"{")
    first, *others = sorted([await parked(system, "agreements", event) for event in events], key=int)
    kind = ("--type", ProductWithdrawn.type, "--state", "stopped")
    assert re.search(r"^ *3 +3 +stopped +not-json", system.gerai("parked", "groups", "agreements", *kind).stdout, re.M)
    page = system.gerai("parked", "list", "agreements", *kind, "--limit", "1").stdout
    assert f"There are more: --after {first}" in page
    page = system.gerai("parked", "list", "agreements", *kind, "--after", first).stdout
    assert [line.split()[0] for line in page.splitlines() if "stopped" in line] == others
    assert system.gerai("parked", "show", "agreements", first, "--raw").stdout == "{"
    unsaid = system.gerai("parked", "drop", "agreements", *SIGNED)
    assert (unsaid.returncode, "Say which" in unsaid.stderr) == (1, True)
    assert "2 given up." in system.gerai("parked", "drop", "agreements", *others, *SIGNED).stdout
    assert "1 given up." in system.gerai("parked", "drop", "agreements", *kind, *SIGNED).stdout
    assert system.gerai("parked", "decided", "agreements").stdout.count("isinya rusak") == 3


async def test_an_edited_event_is_handled_and_who_and_why_are_kept(system: Operator, tmp_path: Path) -> None:
    withdrawn = ProductWithdrawn(city="ambon", product_id=uuid4(), revision=3, reason="rusak")
    await break_one(system, withdrawn, b'{"revision": ')
    id = await parked(system, "curation", withdrawn)
    listed = system.gerai("parked", "list", "curation").stdout
    assert "stopped" in listed
    assert '{"revision": ' in system.gerai("parked", "show", "curation", id).stdout

    mended = tmp_path / "value.json"
    mended.write_text(withdrawn.model_dump_json(exclude={"city"}))
    edited = system.gerai("parked", "edit", "curation", id, "--value", mended, *SIGNED)
    assert edited.returncode == 0, edited.stderr
    case = f"SELECT status, revision FROM cases WHERE product_id = '{withdrawn.product_id}'"
    assert await system.until_rows("curation", case) == [{"status": "withdrawn", "revision": 3}]
    kept = await system.fetch(
        "curation", f"SELECT decision, decided_by, why FROM parked_decisions WHERE parked_id = {id}"
    )
    assert kept == [{"decision": "edit", "decided_by": "siti", "why": "isinya rusak"}]


async def test_what_no_retry_can_mend_is_dropped(system: Operator) -> None:
    withdrawn = ProductWithdrawn(city="ambon", product_id=uuid4(), revision=1, reason="rusak")
    await break_one(system, withdrawn, b"{")
    id = await parked(system, "curation", withdrawn)
    assert system.gerai("parked", "retry", "curation", id, *SIGNED).returncode == 0
    tried = PARKED.format(key=withdrawn.key) + " AND state = 'stopped' AND tries > 0"
    assert await system.until_rows("curation", tried)
    assert system.gerai("parked", "drop", "curation", id, *SIGNED).returncode == 0
    assert await system.fetch("curation", PARKED.format(key=withdrawn.key)) == []
    again = system.gerai("parked", "drop", "curation", id, *SIGNED)
    assert (again.returncode, "may have been handled meanwhile" in again.stderr) == (1, True)


async def test_personal_data_is_shown_only_to_who_asks_for_it(system: Operator) -> None:
    contact = ContactChanged(city="ambon", subject=f"yohana.{uuid4().hex}", name="Yohana")
    await break_one(system, contact, b'{"phone": "6281234567890"')
    id = await parked(system, "notifications", contact)
    show = ["parked", "show", "notifications", id]
    assert "6281234567890" not in system.gerai(*show).stdout
    assert "6281234567890" in system.gerai(*show, "--reveal").stdout
