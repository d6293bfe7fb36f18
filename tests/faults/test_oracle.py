"""The campaign's own parts: an oracle that could find nothing would be worth nothing."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from deploy.local import processes
from deploy.local.proxy import Proxy
from shared.crash_points import CrashPoint
from tests.faults import ledger
from tests.faults.kinds import KINDS
from tests.faults.oracle import Findings, check_entries, check_topics
from tests.faults.play import plan
from tests.faults.topics import Record
from tests.faults.witness import Announced

TOPIC = "gerai.registration.product.v1"
HEARD = {event.topic.name: event.topic for event in ledger.heard("registration")}


def announced(*numbers: int) -> list[Announced]:
    """Announcements of one product with these numbers."""
    return [Announced(f"id-{n}", "/gerai/registration", "a-type", TOPIC, "a-product", n, "ambon") for n in numbers]


def records(*numbers: int) -> list[Record]:
    """The same on their topic."""
    return [Record(TOPIC, "a-product", {"ce_id": f"id-{n}".encode(), "ce_sequence": str(n).encode()}) for n in numbers]


def entries(*numbers: int) -> list[dict[str, Any]]:
    """The same as the ledger entered them."""
    place = {"source": "/gerai/registration", "topic": TOPIC, "key": "a-product"}
    return [{"event_id": f"id-{n}", "sequence": n, **place} for n in numbers]


def test_an_old_state_at_the_end_of_a_compacted_topic_is_found() -> None:
    """Compaction would keep it, and drop the newer one."""
    findings = Findings()
    check_topics(findings, announced(1, 2), records(1, 2, 1), compacted={TOPIC})
    assert len(findings.disorder) == 1
    check_topics(good := Findings(), announced(1, 2), records(1, 2, 1, 2), compacted={TOPIC})
    assert good.disorder == []


@pytest.mark.parametrize(
    ("committed", "there", "found"),
    [
        ((1, 2, 3), (1, 2, 3), (0, 0, 0)),
        ((1, 2, 3), (1, 2, 1, 2, 3), (0, 0, 0)),
        ((1, 2, 3), (1, 2), (1, 0, 0)),
        ((1, 2, 3), (1, 3, 2), (0, 1, 0)),
        ((1, 3), (1, 3), (0, 1, 0)),
        ((1, 2), (1, 2, 3), (0, 0, 1)),
    ],
    ids=["in-order", "sent-again", "lost", "overtaken", "gap", "never-committed"],
)
def test_what_is_wrong_on_a_topic_is_found(
    committed: tuple[int, ...], there: tuple[int, ...], found: tuple[int, int, int]
) -> None:
    findings = Findings()
    check_topics(findings, announced(*committed), records(*there), compacted=set())
    assert (len(findings.lost), len(findings.disorder), len(findings.wrong)) == found


@pytest.mark.parametrize(
    ("committed", "entered", "found"),
    [
        ((1, 2, 3), (1, 2, 3), (0, 0, 0, 0)),
        ((1, 2, 3), (1, 3), (1, 0, 0, 0)),
        ((1, 2, 3), (1, 2, 2, 3), (0, 1, 0, 0)),
        ((1, 2, 3), (1, 3, 2), (0, 0, 1, 0)),
        ((1, 2), (1, 2, 3), (0, 0, 0, 1)),
    ],
    ids=["once", "lost", "double", "out-of-order", "never-committed"],
)
def test_what_is_wrong_with_effects_is_found(
    committed: tuple[int, ...], entered: tuple[int, ...], found: tuple[int, int, int, int]
) -> None:
    findings = Findings()
    check_entries(findings, announced(*committed), entries(*entered), HEARD)
    numbers = (findings.lost, findings.double, findings.disorder, findings.wrong)
    assert tuple(map(len, numbers)) == found


def test_of_a_compacted_topic_only_the_last_of_each_key_must_be_there() -> None:
    findings = Findings()
    check_topics(findings, announced(1, 2, 3), records(3), compacted={TOPIC})
    assert findings.any == []
    check_topics(findings, announced(1, 2, 3), records(2), compacted={TOPIC})
    assert len(findings.lost) == 1


def test_every_crash_point_stands_in_the_code_and_has_its_turn_in_every_few_seeds() -> None:
    code = "\n".join(file.read_text() for file in (processes.ROOT / "shared").rglob("*.py"))
    assert set(re.findall(r"reach\(CrashPoint\.(\w+)\)", code)) == {point.name for point in CrashPoint}
    planned = {each.name for seed in range(10) for each in plan(KINDS["episode"], seed)[0]}
    assert set(CrashPoint) <= planned


def test_a_seed_has_one_schedule() -> None:
    assert plan(KINDS["whole"], 7) == plan(KINDS["whole"], 7)
    assert plan(KINDS["whole"], 7) != plan(KINDS["whole"], 8)


async def test_what_a_held_proxy_has_taken_arrives_when_it_passes_on_again() -> None:
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(100):
            arrived.put_nowait(chunk)
        writer.close()

    there, before = processes.free_port(), processes.free_port()
    server, proxy = await asyncio.start_server(answer, "127.0.0.1", there), Proxy(before, there)
    await proxy.start()
    _, writer = await asyncio.open_connection("127.0.0.1", before)
    writer.write(b"first")
    assert await asyncio.wait_for(arrived.get(), 5) == b"first"
    proxy.hold()
    writer.write(b"second")
    await writer.drain()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(arrived.get(), 0.3)
    await proxy.restore()
    assert await asyncio.wait_for(arrived.get(), 5) == b"second"
    writer.close()
    await proxy.stop()
    server.close()
    await server.wait_closed()


def test_only_the_mark_makes_a_record_poison() -> None:
    findings, poison = Findings(), replace(records(9)[0], headers={"poison": b"mark"})
    check_topics(findings, announced(1), [*records(1), poison], compacted=set())
    assert findings.any == []
