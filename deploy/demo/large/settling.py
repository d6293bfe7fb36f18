"""How the large city comes about: its people and memorandum over HTTP, its businesses by the functions behind it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from asyncpg.pool import Pool

from deploy.demo import memoranda, opening
from deploy.demo.large import acts
from deploy.demo.large.goods import Firm, make_firms
from deploy.demo.stage import Stage
from deploy.operator.reach import Reached
from shared import database
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISKOP, CURATOR_DISPERINDAG, RETAILER
from shared.sealing import Seal

T = TypeVar("T")
AT_ONCE = 4
"""Transactions."""
TOGETHER = 20
"""Things that one transaction is about."""
PATIENCE = 1800.0
"""Seconds in which one service has heard what another announced."""


@dataclass
class Office:
    """A service's database, in which people do one thing after another without HTTP between."""

    pool: "Pool"
    there: Reached

    @asynccontextmanager
    async def visit(self, subject: str) -> AsyncIterator[tuple[Transaction, Person]]:
        """A transaction of somebody's, as a request begins one."""
        source = transaction.source_of(self.there.service)
        async with transaction.begin(self.pool, source=source, clock=self.there.clock) as tx:
            yield tx, await assignments.get_person(tx.connection, subject, tx.now)

    async def count(self, table: str, city: str) -> int:
        """How many rows a table has of a city."""
        async with database.transaction(self.pool, cities=frozenset({city})) as connection:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table} WHERE city = $1", city))  # noqa: S608


@dataclass
class Settling:
    """The city on its way. `reach` finds a service; `say` tells whoever looks on."""

    stage: Stage
    reach: Callable[[str], Reached]
    say: Callable[[str], None]
    firms: int = 2_000
    done: acts.Done = field(default_factory=acts.Done)
    offices: dict[str, Office] = field(default_factory=dict)

    async def settle(self) -> None:
        """From the first business to the last signature, once. Raises TimeoutError where a service does not hear."""
        async with AsyncExitStack() as stack:
            for service in ("registration", "curation", "agreements"):
                there = self.reach(service)
                pool = await database.open_pool(there.dsn, size=AT_ONCE + 1)
                stack.push_async_callback(pool.close)
                self.offices[service] = Office(pool, there)
            if await self.offices["registration"].count("businesses", self.stage.city):
                self.say(f"{self.stage.name} sudah ada.")
                return
            await self._step("Pejabat, ritel, MoU", self._open())
            await self._step("Usaha dan produk", self._register())
            await self._step("Berkas dibuka", self._until("curation", "cases", lambda: len(self.done.ways)))
            await self._step("Penilaian", self._review())
            await self._step("Penawaran dibuat", self._until("agreements", "offers", lambda: 2 * self.done.passed))
            await self._step("Jawaban dan PKS", self._trade())

    async def _step(self, name: str, work: Awaitable[None]) -> None:
        begun = time.monotonic()
        await work
        self.say(f"{name}: {time.monotonic() - begun:.0f} detik. {self.done}")

    async def _open(self) -> None:
        """Everybody has a function and every chain is known. Nobody has an address, so that no mail goes to anybody."""
        story = self.stage.story
        given = [opening.appoint(self.stage, person) for person in story.person if person.function != ADMIN]
        named = [opening.name_retailer(self.stage, retailer) for retailer in story.retailer]
        await asyncio.gather(*given, *named)
        async with self.stage.watch.looking():
            for memorandum in story.mou:
                await memoranda.conclude(self.stage, memorandum)

    async def _register(self) -> None:
        office = self.offices["registration"]
        seal = office.there.seal("field")
        made = list(make_firms(self.firms, at=office.there.clock.now()))
        await _at_once(made, partial(self._register_firms, office, seal), together=1)

    async def _register_firms(self, office: Office, seal: Seal, firms: Sequence[Firm]) -> None:
        for firm in firms:
            async with office.visit(firm.subject or self.stage.story.holder(ASSISTANT)) as (tx, who):
                await acts.register(firm, tx, who, seal, self.done)

    async def _until(self, service: str, table: str, expected: Callable[[], int]) -> None:
        """Every service hears of the others by the broker alone."""
        async with asyncio.timeout(PATIENCE):
            while await self.offices[service].count(table, self.stage.city) < expected():
                await asyncio.sleep(0.5)

    async def _review(self) -> None:
        for function, finds in ((CURATOR_DISKOP, False), (CURATOR_DISPERINDAG, True)):
            review = partial(self._review_some, self.stage.story.holder(function), finds)
            await _at_once(self.done.to_review(first=not finds), review)

    async def _review_some(self, curator: str, finds: bool, products: Sequence[UUID]) -> None:
        async with self.offices["curation"].visit(curator) as (tx, who):
            for id in products:
                await acts.review(id, self.stage, tx, who, self.done, finds=finds)

    async def _trade(self) -> None:
        for retailer in self.stage.story.retailer:
            buyer = self.stage.story.holder(RETAILER, retailer.code)
            async with self.offices["agreements"].visit(buyer) as (tx, who):
                offers = await acts.list_offers(tx, who, retailer.code)
            terms = acts.terms(self.stage, retailer)
            await _at_once(offers, partial(self._answer_some, buyer, terms), together=4)

    async def _answer_some(self, buyer: str, terms: dict[str, Any], offers: Sequence[Sequence[UUID]]) -> None:
        office = self.offices["agreements"]
        async with office.visit(buyer) as (tx, who):
            signed = await acts.answer([id for some in offers for id in some], terms, tx, who, self.done)
        for pks_id, business_id in signed:
            if owner := self.done.owners.get(business_id):
                async with office.visit(owner) as (tx, who):
                    await acts.countersign(pks_id, tx, who, self.done)


async def _at_once(
    things: Sequence[T], work: Callable[[Sequence[T]], Awaitable[None]], *, together: int = TOGETHER
) -> None:
    """Do it to all things, some in a transaction and some transactions beside each other."""
    left = [things[start : start + together] for start in range(0, len(things), together)]
    left.reverse()

    async def go_on() -> None:
        while left:
            await work(left.pop())

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(go_on())
