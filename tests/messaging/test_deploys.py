"""While a release takes the place of another, both are at work: each handles what the other announces."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import pytest

from tests.messaging.conftest import Probe, until
from tests.messaging.newer_probe import NewerNoted
from tests.messaging.probe import Noted

pytestmark = [pytest.mark.broker, pytest.mark.system]
NEWER = "tests.messaging.newer_probe"


@contextmanager
def both_releases(the: Probe, role: str) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(the.process(role))
        stack.enter_context(the.process(role, module=NEWER))
        yield


async def test_old_and_new_code_side_by_side_handle_each_others_events(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two relays and two workers, one of each release, and announcements of both on the same keys."""
    monkeypatch.setattr(NewerNoted, "topic", the.topic)
    keys = [uuid4() for _ in range(4)]
    sent: list[Noted] = []
    for number in range(6):
        for key in keys:
            newer = NewerNoted(city="ambon", note_id=key, number=number, colour="merah")
            sent.append(newer if number % 2 else Noted(city="ambon", note_id=key, number=number))
    with both_releases(the, "relay"), both_releases(the, "worker"):
        await the.announce(*sent)
        await until(lambda: the.has_effects(len(sent)), limit=60)
    await the.assert_in_order(sent)
    assert await the.parked() == 0


async def test_the_old_release_ends_and_the_new_one_goes_on_from_there(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NewerNoted, "topic", the.topic)
    key = uuid4()
    first = [Noted(city="ambon", note_id=key, number=number) for number in range(3)]
    later = [NewerNoted(city="ambon", note_id=key, number=number, colour="biru") for number in range(3, 6)]
    with the.process("relay"):
        with the.process("worker") as old:
            await the.announce(*first)
            await until(lambda: the.has_effects(3), limit=60)
            old.terminate()
            assert old.wait(10) == 0
        with the.process("worker", module=NEWER):
            await the.announce(*later)
            await until(lambda: the.has_effects(6), limit=60)
    await the.assert_in_order([*first, *later])
