"""What owners of businesses do over HTTP while faults happen: a seeded sequence for each, some things shared by all."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.examples import BUSINESS, PRODUCT
from tests.faults.client import Client

AT_ONCE = 10
HOT = 2
PAUSES = (0.05, 0.35)
NIKS_A_DAY = 9999


@dataclass
class Product:
    """A product, and what of it was acknowledged."""

    id: str
    owner: str
    submitted: list[int] = field(default_factory=list)
    """The revisions that submissions were answered with."""
    withdrawn: int = 0


@dataclass
class Workload:
    """One episode's. It goes on until it is told that that is enough."""

    seed: int
    client: Client
    businesses: dict[str, str] = field(default_factory=dict)
    """Acknowledged: its id, and whose it is."""
    products: dict[str, Product] = field(default_factory=dict)
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    refused: Counter[str] = field(default_factory=Counter)
    """Clean refusals by code: only where several act on one product at once."""

    async def run(self) -> None:
        """Work until told; every request that was begun has its answer then."""
        hot = [await self._product(Random(f"{self.seed}/hot/{n}"), n) for n in range(HOT)]
        await asyncio.gather(*(self._own(number, hot) for number in range(AT_ONCE)))

    async def _own(self, number: int, hot: Sequence[Product]) -> None:
        random = Random(f"{self.seed}/{number}")
        turn = 0
        while not self.enough.is_set():
            own = await self._product(random, HOT + number + AT_ONCE * turn)
            for _ in range(random.randint(2, 6)):
                await asyncio.sleep(random.uniform(*PAUSES))
                product = random.choice(hot) if random.random() < 0.3 else own
                await self._act(random, product)
                if self.enough.is_set():
                    break
            turn += 1

    async def _product(self, random: Random, number: int) -> Product:
        """A business of one's own with a product that is submitted."""
        owner = f"owner-{self.seed}-{number}"
        identity = application(self.seed * 1000 + number)
        answer = await self.client.post(owner, "registration", "/businesses", identity)
        business = str(answer["business_id"])
        self.businesses[business] = owner
        draft = PRODUCT | {"business_id": business, "price": random.randint(1, 99) * 1000}
        answer = await self.client.post(owner, "registration", "/products", draft)
        product = Product(str(answer["product_id"]), owner)
        self.products[product.id] = product
        await self._submit(product)
        return product

    async def _act(self, random: Random, product: Product) -> None:
        if random.random() < 0.6:
            await self._submit(product)
        else:
            await self._withdraw(product)

    async def _submit(self, product: Product) -> None:
        path, body = f"/products/{product.id}/submissions", {"changes": "Kemasan diperbaiki"}
        answer = await self.client.post(product.owner, "registration", path, body)
        product.submitted.append(int(answer["revision"]))

    async def _withdraw(self, product: Product) -> None:
        path, body = f"/products/{product.id}/withdrawals", {"reason": "Alat rusak"}
        answer = await self.client.try_post(product.owner, "registration", path, body)
        if answer.status == 422:
            self.refused[answer.body["code"]] += 1
        else:
            product.withdrawn += 1


def application(number: int) -> dict[str, Any]:
    """A business whose numbers no other has."""
    serial, day = number % NIKS_A_DAY + 1, number // NIKS_A_DAY
    birthday = f"{day % 28 + 1:02d}{day // 28 % 12 + 1:02d}{day // 336 % 100:02d}"
    return BUSINESS | {"nib": f"{number:013d}", "nik": f"817101{birthday}{serial:04d}"}
