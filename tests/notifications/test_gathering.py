"""Hundreds of things that are announced at once are one letter to each reader, and still each is delivered once."""

import asyncio
import contextlib
import re
import signal
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from aiosmtplib import SMTP

from services.notifications import settings, store
from services.notifications.domain import Claimed, Obstacle
from services.notifications.sender import Sender
from shared import database
from shared.clock import Clock
from shared.events.event import Event
from tests.messaging.conftest import until
from tests.notifications.conftest import Notifications, forget_settings
from tests.notifications.facts import assigned, contact, example, id_of, record
from tests.notifications.test_sender_killed import LEASE, no_record_possible, sender_process

LATER, NEVER = "451 4.2.1 try later", "550 5.1.1 unknown here"
BUSINESS = uuid4()


@pytest.fixture
async def retailers(notifications: Notifications) -> Notifications:
    """Alfa and Beta speak for Alfamidi in Ambon, and Alfa in Kediri, too."""
    people = [assigned(subject, "mitra-ritel", "alfamidi") for subject in ("alfa", "beta")]
    await notifications.hear(*people, assigned("alfa", "mitra-ritel", "alfamidi", city="kediri"))
    await notifications.hear(contact("alfa"), contact("beta"))
    return notifications


def offers(*numbers: int, city: str = "ambon") -> list[Event]:
    """Products that are offered to Alfamidi at the same moment."""
    return [example("product-offered.v1", product_name=f"Sambal {n}", business_id=BUSINESS, city=city) for n in numbers]


def listed(text: str) -> list[str]:
    """Which products a letter names, each once."""
    return list(dict.fromkeys(re.findall(r"Sambal \d+", text)))


async def letters(notifications: Notifications, subject: str = "alfa") -> list[list[str]]:
    """Which products each letter to somebody names."""
    return [listed(text) for text in notifications.mailbox.texts(f"{subject}@example.org")]


async def count_letters(notifications: Notifications) -> int:
    rows = await notifications.fetch("SELECT count(DISTINCT letter_id) AS letters FROM deliveries")
    return int(rows[0]["letters"])


async def claim(notifications: Notifications) -> Claimed:
    """What a sender takes in hand that then says nothing more."""
    claimed = await Sender(notifications.pool, Clock(), settings.read(), SMTP()).claim()
    assert claimed
    return claimed


async def test_what_waits_at_the_same_time_is_one_letter_with_every_title_and_a_link(retailers: Notifications) -> None:
    await retailers.hear(*offers(1, 2, 3))
    assert not await retailers.send()
    [letter] = retailers.mailbox.to("alfa@example.org")
    [text] = retailers.mailbox.texts("alfa@example.org")
    assert letter["Subject"] == "3 produk ditawarkan kepada Anda: mohon dijawab"
    assert text.startswith("Yth. Bapak/Ibu Alfa,\n\nPemerintah Kota Ambon menawarkan 3 produk kepada Anda:\n\n- Pena")
    assert listed(text) == ["Sambal 1", "Sambal 2", "Sambal 3"]
    assert "http://127.0.0.1:8000/agreements/penawaran\n" in text
    assert await letters(retailers, "beta") == await letters(retailers)
    assert len(retailers.mailbox.letters) == 2


async def test_each_is_delivered_and_announced_by_itself(retailers: Notifications) -> None:
    events = [record(event, correlation_id=f"request-{n}") for n, event in enumerate(offers(1, 2, 3))]
    await retailers.consume(*events)
    await retailers.send()
    assert await retailers.mails() == [("sent", 1, None)] * 6
    announced = [(body["subject"], head) for _, body, head in await retailers.announced()]
    causes = sorted((who, head["ce_causationid"], head["ce_correlationid"]) for who, head in announced)
    assert causes == sorted(
        (who, id_of(event), f"request-{n}") for who in ("alfa", "beta") for n, event in enumerate(events)
    )
    assert await retailers.inbox("alfa") == ["product-offered"] * 3


async def test_one_alone_is_a_mail_as_ever(retailers: Notifications) -> None:
    await retailers.hear(*offers(1))
    await retailers.send()
    [letter] = retailers.mailbox.to("beta@example.org")
    assert letter["Subject"].startswith("Penawaran Sambal 1: mohon dijawab paling lambat")


async def test_other_kinds_and_other_cities_are_other_letters(retailers: Notifications) -> None:
    closed = [example("offer-closed.v1", product_name=f"Sambal {n}", retailer="alfamidi") for n in (7, 8)]
    await retailers.hear(*offers(1, 2), *offers(3, 4, city="kediri"), *closed)
    await retailers.send()
    assert sorted(await letters(retailers)) == [
        ["Sambal 1", "Sambal 2"],
        ["Sambal 3", "Sambal 4"],
        ["Sambal 7", "Sambal 8"],
    ]


async def test_what_is_one_thing_at_a_time_is_a_mail_of_its_own(retailers: Notifications) -> None:
    await retailers.hear(example("mou-signed.v1", retailers=("alfamidi",)), example("mou-signed.v1", title="Lain"))
    await retailers.send()
    assert len(retailers.mailbox.to("beta@example.org")) == 2


async def test_what_an_assistant_is_to_pass_on_is_not_mixed_with_their_own(notifications: Notifications) -> None:
    own = uuid4()
    await notifications.hear(assigned("rina", "pelaku-usaha", own), assigned("rina", "pendamping"), contact("rina"))
    theirs = [example("product-offered.v1", product_name=f"Sambal {n}", business_id=own) for n in (7, 8)]
    await notifications.hear(*offers(1, 2), *theirs)
    await notifications.send()
    passed_on, told = sorted(notifications.mailbox.texts("rina@example.org"), key=lambda text: "pendamping" not in text)
    assert (listed(passed_on), listed(told)) == (["Sambal 1", "Sambal 2"], ["Sambal 7", "Sambal 8"])
    assert "Sebagai pendamping di Kota Ambon" in passed_on


async def test_a_letter_lists_fifty_and_carries_all(retailers: Notifications) -> None:
    await retailers.hear(*offers(*range(100, 220)))
    await retailers.send()
    assert await letters(retailers) == [[f"Sambal {n}" for n in range(100, 150)]]
    assert "- dan 70 lainnya\n" in retailers.mailbox.texts("alfa@example.org")[0]
    assert await retailers.mails() == [("sent", 1, None)] * 240


async def test_a_bulk_gathers_for_a_while_and_everything_else_goes_at_once(
    retailers: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_MAIL_GATHER_SECONDS", "60")
    forget_settings()
    await retailers.hear(example("mou-signed.v1", retailers=("alfamidi",)), *offers(1, 2))
    await retailers.send()
    assert await letters(retailers) == [[]]
    await retailers.hear(*offers(3))
    await retailers.send()
    assert len(retailers.mailbox.to("alfa@example.org")) == 1
    await retailers.hasten()
    await retailers.send()
    assert await letters(retailers) == [[], ["Sambal 1", "Sambal 2", "Sambal 3"]]


async def test_four_senders_at_once_make_one_letter_for_each_reader(retailers: Notifications) -> None:
    await retailers.hear(*offers(*range(40)), *offers(*range(40, 80), city="kediri"))
    await asyncio.gather(*(retailers.send() for _ in range(4)))
    await retailers.send()
    assert len(retailers.mailbox.letters) == 3
    assert set(await retailers.mails()) == {("sent", 1, None)}
    assert len(await retailers.announced()) == 120


async def test_while_one_sender_takes_a_letter_another_waits_and_takes_the_next(retailers: Notifications) -> None:
    await retailers.hear(*offers(1, 2))
    seal, lease = settings.seal(), timedelta(minutes=5)
    async with database.transaction(retailers.pool, cities=frozenset({"ambon"})) as one:
        first = await store.lock_claimed(one, uuid4(), seal, lease=lease)
        waiting = asyncio.create_task(claim(retailers))
        done, _ = await asyncio.wait({waiting}, timeout=2)
        assert not done
    second = await waiting
    assert first
    assert {first.first.subject, second.first.subject} == {"alfa", "beta"}
    assert len(first.deliveries) == len(second.deliveries) == 2


async def test_what_is_heard_after_a_letter_was_tried_is_in_the_next_one(retailers: Notifications) -> None:
    retailers.mailbox.at_data = LATER
    await retailers.hear(*offers(1, 2))
    await retailers.send()
    assert await retailers.mails("alfa") == [("waiting", 1, LATER)] * 2
    await retailers.hear(*offers(3, 4))
    retailers.mailbox.at_data = None
    await retailers.hasten()
    await retailers.send()
    assert await letters(retailers) == [["Sambal 1", "Sambal 2"], ["Sambal 3", "Sambal 4"]]
    assert await count_letters(retailers) == len(set(retailers.mailbox.message_ids)) == 4


async def test_where_a_letter_fails_each_of_its_mails_has_failed(retailers: Notifications) -> None:
    retailers.mailbox.at_recipient["alfa@example.org"] = NEVER
    await retailers.hear(*offers(1, 2))
    await retailers.send()
    assert await retailers.mails("alfa") == [("failed", 1, "550 5.1.1 unknown here")] * 2
    assert await retailers.mails("beta") == [("sent", 1, None)] * 2
    failed = [body["about"] for kind, body, _ in await retailers.announced() if kind == "notification-failed"]
    assert len(set(failed)) == 2


async def test_without_an_address_each_waits_its_own_time(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notifications.hear(assigned("alfa", "mitra-ritel", "alfamidi"))
    monkeypatch.setenv("NOTIFICATIONS_MAIL_ADDRESS_HOURS", "0.00001")
    forget_settings()
    await notifications.hear(*offers(1))
    monkeypatch.setenv("NOTIFICATIONS_MAIL_ADDRESS_HOURS", "1")
    forget_settings()
    await notifications.hear(*offers(2))
    await until(lambda: _gives_up(notifications))
    assert await notifications.mails() == [("failed", 0, "no-address"), ("waiting", 0, None)]


async def _gives_up(notifications: Notifications) -> bool:
    await notifications.send()
    return bool(await notifications.announced())


async def test_a_sender_that_dies_before_it_sends_leaves_the_letter_to_the_next_as_it_was(
    retailers: Notifications,
) -> None:
    await retailers.hear(*offers(1, 2))
    first = {(await claim(retailers)).first.subject, (await claim(retailers)).first.subject}
    assert first == {"alfa", "beta"}
    await retailers.hear(*offers(3))
    await retailers.hasten()
    await retailers.send()
    assert await letters(retailers) == [["Sambal 1", "Sambal 2"], ["Sambal 3"]]
    assert len(await retailers.announced()) == 6


async def test_a_killed_senders_letter_is_repeated_once_as_it_was_and_under_the_same_message_id(
    retailers: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LEASE.items():
        monkeypatch.setenv(name, value)
    forget_settings()
    retailers.mailbox.at_recipient["beta@example.org"] = NEVER
    await retailers.hear(*offers(1, 2, 3))
    async with contextlib.AsyncExitStack() as held:

        async def hold() -> None:
            """When the server has the letter: the claim is committed, the record still to come."""
            await held.enter_async_context(no_record_possible(retailers.pool))

        retailers.mailbox.before_yes = hold
        with sender_process(retailers) as process:
            await until(lambda: _waits_for_its_record(retailers))
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait, 10)
        retailers.mailbox.before_yes = None
    assert await retailers.mails("alfa") == [("waiting", 1, None)] * 3
    await retailers.hear(*offers(4))
    await until(lambda: _sends(retailers, 3))
    once, *others = await letters(retailers)
    assert sorted(others) == [["Sambal 1", "Sambal 2", "Sambal 3"], ["Sambal 4"]]
    assert once == ["Sambal 1", "Sambal 2", "Sambal 3"]
    assert len(set(retailers.mailbox.message_ids)) == 2
    for _ in range(3):
        await retailers.hasten()
        await retailers.send()
    assert len(retailers.mailbox.letters) == 3
    told = [body["about"] for _, body, _ in await retailers.announced() if body["subject"] == "alfa"]
    assert len(told) == len(set(told)) == 4


async def _waits_for_its_record(notifications: Notifications) -> object:
    return await notifications.pool.fetchval(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE deliveries%settled_at%'
        """
    )


async def _sends(notifications: Notifications, count: int) -> bool:
    await notifications.send()
    return len(notifications.mailbox.letters) >= count


async def test_a_slow_senders_yes_counts_for_all_and_is_announced_once_of_each(retailers: Notifications) -> None:
    await retailers.hear(example("contact-erased.v1", subject="beta"), *offers(1, 2))
    sender = Sender(retailers.pool, Clock(), settings.read(), SMTP())
    while (slow := await claim(retailers)).first.subject != "alfa":
        await sender.record(slow, Obstacle("contact-erased", final=True))
    await retailers.hasten()
    while (other := await claim(retailers)).first.subject != "alfa":
        await sender.record(other, Obstacle("contact-erased", final=True))
    assert [each.id for each in slow.deliveries] == [each.id for each in other.deliveries]
    await sender.record(slow, Obstacle("550 no", final=True))
    await sender.record(slow, None)
    await sender.record(other, Obstacle("550 no", final=True))
    await sender.record(other, None)
    assert await retailers.mails("alfa") == [("sent", 2, None)] * 2
    told = [UUID(body["notification_id"]) for _, body, _ in await retailers.announced() if body["subject"] == "alfa"]
    assert sorted(told) == [each.id for each in other.deliveries]
