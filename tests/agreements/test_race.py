"""A product passes and a memorandum begins or ends in two open transactions: neither misses the other.

READ COMMITTED alone would let them (`test_without_the_lock...`): each would read before the other has committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from services.agreements import store
from services.agreements.forms import MouSignatureForm, ReasonForm
from services.agreements.routes import mous
from services.agreements.store import known
from shared.database import acquire, enter_cities
from shared.events.registration import CityConfigured, ConsentWithdrawn
from shared.messaging.transaction import Transaction
from shared.people import assignments
from tests.agreements.conftest import Agreements, handle
from tests.agreements.samples import (
    AMBON,
    BUSINESS_ID,
    MAYOR,
    MOU_ID,
    NOW,
    PRODUCT_ID,
    agreed,
    curated,
    sign,
    withdrawn,
)
from tests.messaging.conftest import until

Work = Callable[[Transaction], Awaitable[object]]


async def passes(tx: Transaction) -> None:
    await handle([curated()], tx)


async def is_withdrawn(tx: Transaction) -> None:
    await handle([withdrawn()], tx)


async def consent_ends(tx: Transaction) -> None:
    await handle([ConsentWithdrawn(city="ambon", business_id=BUSINESS_ID, withdrawn_at=NOW)], tx)


def signs(mou: str, subject: str = "rina", number: str = "last/2026") -> Work:
    """The signature of a memorandum, as the route gives it, in a transaction that the test holds open."""

    async def sign(tx: Transaction) -> None:
        person = await assignments.get_person(tx.connection, subject, tx.now)
        await enter_cities(tx.connection, person.cities)
        await mous.sign_mou(UUID(mou), MouSignatureForm(version=1, number=number), tx, person)

    return sign


def ends(mou: str) -> Work:
    async def end(tx: Transaction) -> None:
        person = await assignments.get_person(tx.connection, "bodewin", tx.now)
        await enter_cities(tx.connection, person.cities)
        await mous.end_mou(UUID(mou), ReasonForm(reason="Selesai"), tx, person)

    return end


async def interleave(ambon: Agreements, first: Work, second: Work) -> bool:
    """Do the first and, before it commits, begin the second; tell whether the second had to wait."""
    async with ambon.begin() as tx:
        await first(tx)
        later = asyncio.create_task(commit(ambon, second))
        await until(lambda: waits_or_is_done(ambon, later))
        waited = not later.done()
    await asyncio.wait_for(later, 10)
    return waited


async def commit(ambon: Agreements, work: Work) -> None:
    async with ambon.begin() as tx:
        await work(tx)


async def waits_or_is_done(ambon: Agreements, task: "asyncio.Task[Any]", *, beside: int = 0) -> bool:
    """Whether it is done, or waits for a lock as so many others do."""
    waiting = await ambon.pool.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return waiting > beside or task.done()


async def awaits_alfamidi(ambon: Agreements) -> str:
    """A memorandum that lacks the retailer's signature alone; give its id."""
    mou = await ambon.agree_mou()
    await ambon.done("bodewin", f"/mous/{mou}/signatures", {"version": 1, "number": ambon.number()})
    return mou


async def offers(ambon: Agreements) -> list[str]:
    return [row["status"] for row in await ambon.fetch("SELECT status FROM offers ORDER BY id")]


async def test_a_product_passes_while_the_memorandum_is_being_signed(ambon: Agreements) -> None:
    mou = await awaits_alfamidi(ambon)
    assert await interleave(ambon, signs(mou), passes)
    assert await offers(ambon) == ["open"]


async def test_a_memorandum_is_signed_while_the_product_is_passing(ambon: Agreements) -> None:
    mou = await awaits_alfamidi(ambon)
    assert await interleave(ambon, passes, signs(mou))
    assert await offers(ambon) == ["open"]
    assert len(await ambon.announced("product-offered")) == 1


async def test_at_the_very_same_moment_each_product_is_offered_once(ambon: Agreements) -> None:
    mou = await awaits_alfamidi(ambon)
    products = [curated(product_id=uuid4()) for _ in range(8)]

    def pass_one(number: int) -> Work:
        return lambda tx: handle([products[number]], tx)

    works = [pass_one(n) for n in range(4)] + [signs(mou)] + [pass_one(n) for n in range(4, 8)]
    await asyncio.gather(*(commit(ambon, work) for work in works))
    assert await offers(ambon) == ["open"] * 8
    assert {e["product_id"] for e in await ambon.announced("product-offered")} == {
        str(product.product_id) for product in products
    }


async def test_a_signature_that_waits_is_not_overtaken_by_products_that_come_later(ambon: Agreements) -> None:
    mou = await awaits_alfamidi(ambon)
    other = curated(product_id=uuid4(), business_id=uuid4())
    async with ambon.begin() as tx:
        await passes(tx)
        signature = asyncio.create_task(commit(ambon, signs(mou)))
        await until(lambda: waits_or_is_done(ambon, signature))
        later = asyncio.create_task(commit(ambon, lambda tx: handle([other], tx)))
        await until(lambda: waits_or_is_done(ambon, later, beside=1))
        assert not later.done()
    await asyncio.wait_for(asyncio.gather(signature, later), 10)
    assert await offers(ambon) == ["open", "open"]


@pytest.mark.parametrize("order", ["product first", "memorandum first"])
async def test_without_the_lock_the_same_moment_would_lose_the_offer(
    ambon: Agreements, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read_only(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
        found = [await assignments.find_city(connection, code) for code in set(codes)]
        return {city.city: city for city in found if city}

    mou = await awaits_alfamidi(ambon)
    monkeypatch.setattr(store, "lock_cities", read_only)
    monkeypatch.setattr(known, "lock_cities_shared", read_only)
    works = [passes, signs(mou)]
    assert not await interleave(ambon, *(works if order == "product first" else reversed(works)))
    assert await offers(ambon) == []


@pytest.mark.parametrize("order", ["product first", "memorandum first"])
async def test_a_product_that_passes_while_the_memorandum_ends_has_no_offer_standing(
    ambon: Agreements, order: str
) -> None:
    mou = await ambon.sign_mou()
    works = [passes, ends(mou)] if order == "product first" else [ends(mou), passes]
    assert await interleave(ambon, *works)
    assert await offers(ambon) in ([], ["closed"])


@pytest.mark.parametrize("goes", [is_withdrawn, consent_ends])
@pytest.mark.parametrize("order", ["product first", "memorandum first"])
async def test_a_product_that_goes_while_the_memorandum_is_being_signed_has_no_offer_standing(
    ambon: Agreements, goes: Work, order: str
) -> None:
    await ambon.hear(curated())
    mou = await awaits_alfamidi(ambon)
    works = [goes, signs(mou)] if order == "product first" else [signs(mou), goes]
    assert await interleave(ambon, *works)
    assert await offers(ambon) in ([], ["closed"])


@pytest.mark.parametrize(
    "order", [[passes, is_withdrawn], [is_withdrawn, passes], [passes, consent_ends], [consent_ends, passes]]
)
async def test_result_and_withdrawal_of_a_product_never_heard_of_come_at_the_same_moment(
    ambon: Agreements, order: list[Work]
) -> None:
    await ambon.sign_mou()
    assert await interleave(ambon, *order)
    assert await offers(ambon) in ([], ["closed"])


async def test_of_two_answers_at_once_one_counts(ambon: Agreements) -> None:
    offer = await ambon.offer()
    async with ambon.begin() as other:
        await other.connection.execute("SELECT FROM offers FOR UPDATE")
        answering = [
            asyncio.create_task(ambon.post("rina", f"/offers/{offer}/answers", {"answer": answer, "reason": "Rasa"}))
            for answer in ("accepted", "rejected")
        ]
        await until(lambda: waits_or_is_done(ambon, answering[0], beside=1))
    assert sorted([(await answer).status_code for answer in answering]) == [201, 422]
    assert len(await ambon.announced("offer-answered")) == 1


async def test_even_in_a_city_that_is_being_heard_of_only_now(ambon: Agreements) -> None:
    """There is no city yet when its first product is heard of."""
    await ambon.assign("rina", "mitra-ritel", city="pekalongan", scope="alfamidi")
    there = frozenset({"pekalongan"})

    async def passes_there(tx: Transaction) -> None:
        await enter_cities(tx.connection, there)
        await handle([curated(city="pekalongan")], tx)

    async def is_configured_and_signed(tx: Transaction) -> None:
        async with acquire(ambon.pool) as connection:
            await assignments.save_city(connection, AMBON.model_copy(update={"city": "pekalongan"}))
        await enter_cities(tx.connection, there)
        await store.save_mous(
            tx.connection, [replace(sign(agreed(), MAYOR), city="pekalongan", until=tx.now.date() + timedelta(days=9))]
        )
        await signs(str(MOU_ID))(tx)

    assert await interleave(ambon, passes_there, is_configured_and_signed)
    rows = await ambon.fetch("SELECT product_id FROM offers", cities=there)
    assert [row["product_id"] for row in rows] == [PRODUCT_ID]
