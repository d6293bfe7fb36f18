"""What a whole city does over HTTP while faults happen: owners, curators, offices, the mayor and retailers."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from services.curation.domain import SUGGESTED
from shared.people import functions
from tests.examples import PRODUCT
from tests.faults.client import Answer, Client
from tests.faults.workload import Product, Workload, application

AHEAD = (403, 404)
"""What a service answers while it has not heard yet of a person or a thing."""
ADMIN, MAYOR, LEGAL, DISKOP, DISPERINDAG = "admin", "wali.kota", "kabag.hukum", "kadis.koperasi", "kadis.perindag"
CURATORS = {"diskop": "kurator.selvi", "disperindag": "kurator.doni"}
BUYERS = {"alfamidi": "ritel.rina", "indomaret": "ritel.dewi"}
STORES = ("Batu Merah", "Passo")
HOLDERS = {
    MAYOR: functions.MAYOR,
    LEGAL: functions.LEGAL,
    DISKOP: functions.DISKOP,
    DISPERINDAG: functions.DISPERINDAG,
    CURATORS["diskop"]: functions.CURATOR_DISKOP,
    CURATORS["disperindag"]: functions.CURATOR_DISPERINDAG,
}
OWNERS = 6
PAUSE = 0.4


@dataclass
class Trade(Workload):
    """A whole run's workload, and what of it was acknowledged."""

    reviews: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """By product, revision and department."""
    answers: Counter[str] = field(default_factory=Counter)
    """By offer."""
    drafted: Counter[str] = field(default_factory=Counter)
    """Versions of agreements and memoranda, by their id."""
    signed: set[str] = field(default_factory=set)
    """Agreements and memoranda that have their last signature."""
    ended: set[str] = field(default_factory=set)
    """Memoranda."""

    async def run(self) -> None:
        """Open the city, and trade until told; every request that was begun has its answer then."""
        await self._open()
        retailers = list(BUYERS)
        await asyncio.gather(
            *(self._own_shop(number) for number in range(OWNERS)),
            *(self._buy(code) for code in BUYERS),
            self._conclude("early", retailers[:1], wait=0),
            self._conclude("meanwhile", retailers[1:], wait=12),
            self._conclude_and_end(retailers),
        )

    async def _open(self) -> None:
        await self._reach(ADMIN)  # who is told of every function that is given
        await asyncio.gather(*(self._appoint(who, function) for who, function in HOLDERS.items()))
        await asyncio.gather(*(self._appoint(who, functions.RETAILER, code) for code, who in BUYERS.items()))
        for code in BUYERS:
            branches = [{"code": f"AMB{n}", "name": name} for n, name in enumerate(STORES)]
            await self._must(
                ADMIN, "agreements", "/retailers", city="ambon", code=code, legal_name=code, branches=branches
            )

    async def _appoint(self, who: str, function: str, scope: str | None = None) -> None:
        await self._must(
            ADMIN, "registration", "/assignments", city="ambon", subject=who, function=function, scope=scope
        )
        await self._reach(who)

    async def _reach(self, who: str) -> None:
        contact = {"city": "ambon", "subject": who, "name": who, "email": f"{who}@ambon.example"}
        await self._must(ADMIN, "registration", "/contacts", **contact)

    async def _own_shop(self, number: int) -> None:
        """One business after another, each with a product that is taken through curation."""
        random, turn = Random(f"{self.seed}/{number}"), 0
        while not self.enough.is_set():
            product = await self._product(random, number + OWNERS * turn)
            await self._curate(random, product)
            while random.random() < 0.4 and not self.enough.is_set():
                await asyncio.sleep(random.uniform(0, 2))
                await self._act(random, product)
                await self._curate(random, product)
            turn += 1

    async def _product(self, random: Random, number: int) -> Product:
        owner = f"owner-{self.seed}-{number}"
        identity = application(self.seed * 1000 + number) | {"email": f"{owner}@umkm.example"}
        business = str((await self._must(owner, "registration", "/businesses", **identity))["business_id"])
        self.businesses[business] = owner
        draft = PRODUCT | {"business_id": business, "price": random.randint(10, 60) * 1000}
        product = Product(str((await self._must(owner, "registration", "/products", **draft))["product_id"]), owner)
        self.products[product.id] = product
        await self._submit(product)
        return product

    async def _curate(self, random: Random, product: Product) -> None:
        """Both departments judge what stands submitted at the same moment."""
        revision = max(product.submitted)
        path = f"/cases/{product.id}"
        while not self.enough.is_set():
            case = await self.client.get(CURATORS["diskop"], "curation", path)
            if case and case["revision"] >= revision:
                break
            await asyncio.sleep(PAUSE)
        says = random.choices(("pass", "mend", "reject"), (8, 1, 1))[0]
        await asyncio.gather(*(self._review(product, revision, department, says) for department in CURATORS))

    async def _review(self, product: Product, revision: int, department: str, says: str) -> None:
        words: dict[str, Any] = {"mend": {"corrections": [{"text": "Lengkapi label."}]}, "reject": {"reason": "Mutu."}}
        body = {
            "revision": revision,
            "scores": {criterion.code: 85 for criterion in SUGGESTED.criteria},
            "recommendation": says,
            **words.get(says, {}),
        }
        if await self._may(CURATORS[department], "curation", f"/cases/{product.id}/reviews", **body):
            self.reviews[product.id, revision, department] += 1

    async def _conclude(self, title: str, retailers: Sequence[str], wait: float) -> str:
        """A memorandum from its first draft to the last signature."""
        today = date.today()  # noqa: DTZ011 — within its two years, whatever the time zone
        until = (today + timedelta(days=700)).isoformat()
        text = {"title": title, "body": "Isi.", "since": (today - timedelta(days=1)).isoformat(), "until": until}
        drafted = await self._must(DISKOP, "agreements", "/mous", city="ambon", retailers=list(retailers), **text)
        id = str(drafted["mou_id"])
        self.drafted[id] += 1
        for who in (DISKOP, DISPERINDAG, LEGAL, *(BUYERS[code] for code in retailers)):
            await self._must(who, "agreements", f"/mous/{id}/agreements", version=1)
        await asyncio.sleep(wait)
        for who in (MAYOR, *(BUYERS[code] for code in retailers)):
            await self._must(
                who, "agreements", f"/mous/{id}/signatures", version=1, number=f"{title}/{self.seed}/{who}"
            )
        self.signed.add(id)
        return id

    async def _conclude_and_end(self, retailers: Sequence[str]) -> None:
        id = await self._conclude("short", retailers, wait=4)
        await asyncio.sleep(6)
        await self._must(MAYOR, "agreements", f"/mous/{id}/end", reason="Diganti")
        self.ended.add(id)

    async def _buy(self, code: str) -> None:
        """A retailer answers its offers, and concludes agreements about what it accepts."""
        random, known = Random(f"{self.seed}/{code}"), set[str]()
        while not self.enough.is_set():
            offers = await self.client.get(BUYERS[code], "agreements", "/offers?status=open&city=ambon") or []
            for offer in offers[:20]:
                if offer["offer_id"] not in known and not self.enough.is_set():
                    known.add(offer["offer_id"])
                    await self._answer(random, code, offer)
            await asyncio.sleep(PAUSE)

    async def _answer(self, random: Random, code: str, offer: dict[str, Any]) -> None:
        says = random.choices(("accepted", "sample-asked", "rejected"), (7, 2, 1))[0]
        body = {"answer": says, "reason": "Rasa." if says == "rejected" else None}
        if await self._may(BUYERS[code], "agreements", f"/offers/{offer['offer_id']}/answers", **body):
            self.answers[offer["offer_id"]] += 1
            if says == "accepted":
                await self._agree(code, offer)

    async def _agree(self, code: str, offer: dict[str, Any]) -> None:
        """The retailer drafts, both sign, unless the ground has gone by then."""
        drafted = await self._may(BUYERS[code], "agreements", f"/offers/{offer['offer_id']}/pks", terms=_terms())
        if drafted is None:
            return
        id = str(drafted.body["pks_id"])
        self.drafted[id] += 1
        owner = self.businesses[offer["business_id"]]
        signature = {"version": drafted.body["version"], "number": f"{id[-12:]}/PKS"}
        path = f"/pks/{id}/signatures"
        first = await self._may(BUYERS[code], "agreements", path, **signature)
        if first and await self._may(owner, "agreements", path, version=drafted.body["version"]):
            self.signed.add(id)

    async def _must(self, who: str, service: str, path: str, **body: Any) -> dict[str, Any]:
        """What has no reason to be refused, once the service has heard of it."""
        return await self.client.post(who, service, path, body, until=AHEAD)

    async def _may(self, who: str, service: str, path: str, **body: Any) -> Answer | None:
        """What may come too late: None where it was refused."""
        answer = await self.client.try_post(who, service, path, body, until=AHEAD)
        if answer.status >= 400:
            self.refused[answer.body["code"]] += 1
            return None
        return answer


def _terms() -> dict[str, Any]:
    today = date.today()  # noqa: DTZ011
    return {
        "scheme": "beli-putus",
        "price": 30_000,
        "payment_days": 14,
        "margin_percent": 20,
        "listing_fee": 0,
        "trading_terms_percent": 10,
        "returns": "rusak",
        "stores": list(STORES),
        "minimum_order": 12,
        "units_per_store_and_month": 50,
        "since": today.isoformat(),
        "until": (today + timedelta(days=400)).isoformat(),
    }


__all__ = ["Client", "Trade"]
