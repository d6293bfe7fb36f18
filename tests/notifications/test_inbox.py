"""Who is told what: by the assignments as of the event, each person once, whichever topic runs ahead."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from services.notifications import handlers
from shared import database
from shared.clock import Clock
from shared.events.registration import FunctionEnded
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import Call
from tests.messaging.conftest import until
from tests.notifications.conftest import CITIES, Notifications
from tests.notifications.facts import NOON, assigned, contact, example, id_of, record, submitted

BUSINESS = UUID("01890000-0000-7000-8000-00000000000b")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("business-registered.v1", {"owner"}),
        ("product-submitted.v1", {"kurator-diskop", "kurator-disperindag"}),
        ("product-withdrawn.v1", {"kurator-diskop", "kurator-disperindag"}),
        ("product-curated.v1", {"owner"}),
        ("condition-lapsed.v1", {"owner", "kurator-diskop", "kurator-disperindag"}),
        ("consent-withdrawn.v1", {"diskop"}),
        ("mou-drafted.v1", {"diskop", "disperindag", "bagian-hukum", "alfamidi"}),
        ("mou-commented.v1", {"diskop", "disperindag", "bagian-hukum", "alfamidi"}),
        ("mou-agreed.v1", {"diskop", "disperindag", "bagian-hukum", "wali-kota", "alfamidi"}),
        ("mou-signed.v1", {"diskop", "disperindag", "bagian-hukum", "wali-kota", "alfamidi"}),
        ("mou-ended.v1", {"diskop", "disperindag", "bagian-hukum", "wali-kota", "alfamidi"}),
        ("product-offered.v1", {"alfamidi", "owner"}),
        ("offer-answered.v1", {"owner", "diskop"}),
        ("offer-overdue.v1", {"owner", "diskop", "alfamidi"}),
        ("offer-closed.v1", {"owner", "diskop", "alfamidi"}),
        ("pks-drafted.v1", {"owner"}),
        ("pks-partly-signed.v1", {"owner", "alfamidi"}),
        ("pks-signed.v1", {"owner", "alfamidi", "diskop", "disperindag"}),
        ("pks-ended.v1", {"owner", "alfamidi", "diskop", "disperindag"}),
        ("pks-basis-lost.v1", {"owner", "alfamidi", "diskop", "disperindag"}),
        ("function-assigned.v1", set()),
        ("function-assigned.v1+by-an-admin", {"penjabat", "admin-kota", "pengawas"}),
        ("function-ended.v1+by-an-admin", {"admin-kota", "pengawas", "owner"}),
        ("notification-failed.v1", set()),
    ],
)
async def test_an_event_is_told_to_those_whom_it_concerns_and_to_nobody_else(
    notifications: Notifications, event: str, told: set[str]
) -> None:
    offices = ("kurator-diskop", "kurator-disperindag", "diskop", "disperindag", "bagian-hukum", "wali-kota")
    others = ("pendamping", "admin-kota", "pengawas")
    await notifications.hear(
        *(assigned(office, office) for office in (*offices, *others)),
        *(assigned(f"{office}-kediri", office, city="kediri") for office in offices),
        assigned("owner", "pelaku-usaha", BUSINESS),
        assigned("another-owner", "pelaku-usaha", uuid4()),
        assigned("alfamidi", "mitra-ritel", "alfamidi"),
        assigned("alfa", "mitra-ritel", "alfa"),
    )
    await notifications.hear(example(event))
    rows = await notifications.fetch("SELECT subject, channel FROM deliveries")
    assert {row["subject"] for row in rows} == told
    assert len(rows) == 2 * len(told)


async def test_an_event_heard_twice_is_told_once(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    twice = record(submitted())
    await notifications.consume(twice, twice)
    await notifications.consume(twice)
    assert await notifications.inbox("ani") == ["product-submitted"]
    assert len(await notifications.announced("inbox")) == 1


async def test_even_when_the_toolkit_has_forgotten_that_it_was_heard(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    again = record(submitted())
    await notifications.consume(again)
    await notifications.pool.execute("DELETE FROM inbox")
    await notifications.consume(again)
    assert await notifications.inbox("ani") == ["product-submitted"]
    assert len(await notifications.announced("inbox")) == 1
    assert len(await notifications.mails()) == 1


async def test_who_has_two_functions_is_told_once(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), assigned("ani", "kurator-disperindag"))
    await notifications.hear(submitted())
    assert await notifications.inbox("ani") == ["product-submitted"]


async def test_who_was_told_is_not_told_again_by_an_assignment_that_is_heard_late(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted())
    await notifications.hear(assigned("ani", "kurator-disperindag"), at=NOON - timedelta(days=3))
    assert await notifications.inbox("ani") == ["product-submitted"]
    assert len(await notifications.announced("inbox")) == 1


@pytest.mark.parametrize("batches", ["apart", "together"])
async def test_an_event_that_runs_ahead_of_an_assignment_is_told_when_that_is_heard(
    notifications: Notifications, batches: str
) -> None:
    event, ani = record(submitted()), record(assigned("ani", "kurator-diskop"), at=NOON - timedelta(days=3))
    if batches == "together":
        await notifications.consume(event, ani)
    else:
        await notifications.consume(event)
        assert await notifications.inbox("ani") == []
        await notifications.consume(ani)
    assert await notifications.inbox("ani") == ["product-submitted"]
    announced = await notifications.announced("inbox")
    assert [(kind, body["about"]) for kind, body, _ in announced] == [("notification-sent", id_of(event))]


async def test_business_and_owner_announced_at_one_moment_are_told_in_either_order(
    notifications: Notifications,
) -> None:
    for first, second in (("owner-1", "business-1"), ("business-2", "owner-2")):
        business = uuid4()
        events = {
            "owner": assigned(first if first.startswith("owner") else second, "pelaku-usaha", business),
            "business": example("business-registered.v1", business_id=business),
        }
        await notifications.hear(events[first.split("-")[0]])
        await notifications.hear(events[second.split("-")[0]])
    for owner in ("owner-1", "owner-2"):
        assert await notifications.inbox(owner) == ["business-registered"]


async def test_who_is_assigned_later_is_not_told_of_what_was_not_even_when_assigned_for_the_past(
    notifications: Notifications,
) -> None:
    await notifications.hear(submitted())
    await notifications.hear(assigned("ani", "kurator-diskop"), at=NOON + timedelta(days=1))
    assert await notifications.inbox("ani") == []


async def test_who_no_longer_held_the_function_is_not_told(notifications: Notifications) -> None:
    former = assigned("ani", "kurator-diskop")
    ended = FunctionEnded(**former.model_dump() | {"until": NOON - timedelta(days=1)})
    await notifications.hear(former)
    await notifications.hear(ended)
    await notifications.hear(submitted())
    assert await notifications.inbox("ani") == []


async def test_assistants_bring_the_news_to_a_business_that_nobody_signed_in_holds(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("sari", "pendamping"), assigned("tono", "pendamping", city="kediri"))
    await notifications.hear(example("product-curated.v1"))
    assert await notifications.inbox("sari") == ["product-curated"]
    assert await notifications.inbox("tono") == []
    [message] = (await notifications.get("sari", "/inbox")).json()
    assert message["body"].startswith("Pelaku usaha ini belum memiliki akun Gerai.")

    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), at=NOON + timedelta(days=1))
    await notifications.hear(example("product-curated.v1"), at=NOON + timedelta(days=2))
    assert await notifications.inbox("sari") == ["product-curated"]
    assert await notifications.inbox("yohana") == ["product-curated"]


@pytest.mark.parametrize("first", ["event", "assignment"])
async def test_an_event_and_its_readers_assignment_at_the_same_moment_do_not_miss_each_other(
    notifications: Notifications, first: str
) -> None:
    facts = {"event": submitted(), "assignment": assigned("ani", "kurator-diskop")}
    held = facts.pop(first)
    [other] = facts.values()
    async with transaction.begin(notifications.pool, source="/gerai/notifications", clock=Clock()) as tx:
        await database.enter_cities(tx.connection, CITIES)
        envelope = Envelope(str(uuid7()), source="/gerai/registration", type=held.type, time=NOON)
        await handlers.on.call(Call(type(held), [(held, envelope)]), tx)
        hearing = asyncio.create_task(notifications.hear(other))
        await until(lambda: _somebody_waits(notifications))
    await hearing
    assert await notifications.inbox("ani") == ["product-submitted"]


async def _somebody_waits(notifications: Notifications) -> object:
    return await notifications.pool.fetchval(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )


async def test_names_that_are_not_known_yet_hold_nothing_up(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), assigned("kiki", "kurator-diskop", city="bitung"))
    await notifications.hear(submitted(), submitted(city="bitung", product_id=uuid4()))
    [of_ambon] = (await notifications.get("ani", "/inbox")).json()
    [of_bitung] = (await notifications.get("kiki", "/inbox")).json()
    assert "Produk Sambal Roa Tifa dari pelaku usaha di Kota Ambon diajukan" in of_ambon["body"]
    assert "09.05 WIT" in of_ambon["body"]
    assert "dari pelaku usaha di Bitung" in of_bitung["body"]


async def test_a_business_is_called_as_it_was_last_heard_of(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(example("business-registered.v1"), example("business-changed.v1", name="Tifa Jaya"))
    await notifications.hear(submitted())
    await notifications.hear(example("product-withdrawn.v1"))
    withdrawn, curated = (await notifications.get("ani", "/inbox")).json()
    assert "dari Tifa Jaya" in curated["body"]
    assert withdrawn["title"] == "Produk ditarik: Sambal Roa Tifa"
    assert "dari Tifa Jaya" in withdrawn["body"]


async def test_a_withdrawn_consent_is_told_with_the_name_and_nothing_after_it_is(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("dewi", "diskop"), assigned("rina", "mitra-ritel", "alfamidi"))
    await notifications.hear(example("business-registered.v1", name="Tifa Jaya"), example("product-submitted.v1"))
    await notifications.hear(example("consent-withdrawn.v1"))
    await notifications.hear(example("offer-closed.v1"))
    await notifications.hear(example("product-offered.v1", business_name="Tifa Jaya"))
    [_, withdrawn] = (await notifications.get("dewi", "/inbox")).json()
    offered, closed = (await notifications.get("rina", "/inbox")).json()
    assert "Pemilik Tifa Jaya mencabut persetujuan" in withdrawn["body"]
    for told in (closed, offered):
        assert "dari pelaku usaha di Kota Ambon" in told["body"]
        assert "Tifa Jaya" not in f"{told['title']} {told['body']}"


@pytest.mark.parametrize("heard_of", [True, False])
async def test_a_forgotten_name_does_not_come_back_with_what_is_heard_late(
    notifications: Notifications, heard_of: bool
) -> None:
    business = [example("business-registered.v1", name="Tifa Jaya")] if heard_of else []
    await notifications.hear(*business, example("consent-withdrawn.v1"))
    await notifications.hear(example("business-changed.v1", name="Tifa Jaya"))
    rows = await notifications.fetch("SELECT id, name FROM names")
    assert [(row["id"], row["name"]) for row in rows] == [(BUSINESS, None)]


async def test_the_trail_of_a_business_whose_name_is_forgotten_still_holds_its_products(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("dewi", "diskop"))
    await notifications.hear(example("consent-withdrawn.v1"))
    await notifications.hear(example("product-submitted.v1"))
    trail = (await notifications.get("dewi", f"/trails/{BUSINESS}")).json()
    assert {"gerai.registration.product-submitted.v1", "gerai.registration.consent-withdrawn.v1"} <= {
        line["type"] for line in trail
    }


async def test_no_trail_remembers_what_a_business_is_called(notifications: Notifications) -> None:
    await notifications.hear(assigned("dewi", "diskop"))
    named = ("business-registered.v1", "business-changed.v1")
    await notifications.hear(*(example(name, name="Tifa Jaya") for name in named))
    trail = (await notifications.get("dewi", f"/trails/{BUSINESS}")).json()
    assert [line["summary"] for line in trail] == ["Usaha terdaftar.", "Data usaha diperbarui."]


async def test_what_is_told_is_caused_by_the_event(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    event = record(submitted(), correlation_id="a-request")
    await notifications.consume(event)
    [(kind, body, headers)] = await notifications.announced("inbox")
    assert kind == "notification-sent"
    assert (body["about"], headers["ce_causationid"]) == (id_of(event), id_of(event))
    assert headers["ce_correlationid"] == "a-request"


async def test_contacts_are_unreadable_at_rest(notifications: Notifications) -> None:
    await notifications.hear(contact("yohana"))
    [row] = await notifications.fetch("SELECT c::text AS row, c.* FROM contacts AS c")
    clear = [b"yohana@example.org", b"Yohana"]
    sealed = [value for value in row.values() if isinstance(value, bytes)]
    assert len(sealed) == 2
    assert not any(secret in value for secret in clear for value in sealed)
    assert not any(secret in row["row"] for secret in ("example.org", "Yohana", "6281234567890"))


async def test_a_broken_contact_is_parked_sealed(notifications: Notifications) -> None:
    broken = record(contact("yohana"))
    broken.headers[:] = [(name, value) for name, value in broken.headers if name != "ce_type"]
    await notifications.consumer.consume([broken], "a-log")
    row = await notifications.pool.fetchrow("SELECT sealed, value, detail FROM parked")
    assert row is not None
    assert row["sealed"]
    assert b"yohana" not in row["value"]
    assert "yohana" not in row["detail"]


async def test_another_citys_transaction_sees_nothing_of_it(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted())
    for table in ("messages", "audiences", "deliveries", "names", "trail"):
        query = f"SELECT count(*) FROM {table} WHERE city = 'ambon'"
        assert (await notifications.fetch(query, cities=frozenset({"kediri"})))[0][0] == 0
        assert (await notifications.fetch(query, cities=frozenset({"ambon"})))[0][0] > 0
