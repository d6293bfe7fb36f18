"""What happens after the stories, so that every page can be seen in each state that it has; all of it over HTTP."""

import asyncio
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deploy.demo.door import Door
from deploy.demo.story import read_story
from deploy.demo.watch import Row
from shared.people.functions import AUDITOR

CITY = "ambon"
OWNER = "yohana.latuconsina"
BUYER = "indomaret.ambon"
"""Of the chain whose memorandum is still in force when the story ends."""
CURATORS = {"diskop": "kurator.selvi", "disperindag": "kurator.doni"}
OFFICES = ("kadis.koperasi", "kadis.perindag", "kabag.hukum", "alfamidi.ambon")
DRAFTED_MEMORANDUM = "Kesepakatan Bersama Pekan Produk Lokal"
AGREED_MEMORANDUM = "Kesepakatan Bersama Pemasaran Sambal dan Rempah"
DRAFT = "Sambal Matah Tifa"
NAMES = WAITING, HALF, CONDITIONAL, TO_MEND, OFFERED, ACCEPTED, NEW_TERMS, TO_SIGN = (
    "Sambal Roa Hijau",
    "Sambal Kenari",
    "Sambal Cakalang",
    "Sambal Tuna Tifa",
    "Sambal Terasi Tifa",
    "Sambal Pala Tifa",
    "Sambal Kemangi Tifa",
    "Colo-Colo Rempah Tifa",
)
"""More products of one business, by how far they come."""
PASS = {"recommendation": "pass"}
MEND = {
    "recommendation": "mend",
    "corrections": [{"text": "Tulis tanggal kedaluwarsa dengan tinta yang tidak luntur.", "field": "shelf_life_days"}],
}


@dataclass(frozen=True)
class Afterwards:
    """The days after the story, of which this is the first."""

    door: Door
    today: date

    async def act(self) -> None:
        """Do all of it, once."""
        await self._draft_memorandum(DRAFTED_MEMORANDUM, agreed=False)
        await self._draft_memorandum(AGREED_MEMORANDUM, agreed=True)
        await self._invite()
        business = (await self.door.list(OWNER, "/registration/businesses", "business_id", city=CITY))[0]["business_id"]
        incomplete = {"business_id": business, "name": DRAFT, "category": "pangan-kering", "price": 27_000}
        await self.post(OWNER, "/registration/products", incomplete, DRAFT)
        for number, name in enumerate(NAMES):
            await self._review(name, await self._submit(business, name, number))
        await self._trade()

    async def post(self, who: str, path: str, body: dict[str, Any], *key: str) -> dict[str, Any]:
        """Do something once."""
        answer = await self.door.post(who, path, body, key="/".join(("gerai-look", path, who, *key)))
        return answer.body

    def _day(self, number: int) -> str:
        return (self.today + timedelta(days=number)).isoformat()

    async def _draft_memorandum(self, title: str, *, agreed: bool) -> None:
        text = {
            "title": title,
            "body": "PIHAK KESATU mengkurasi produk UMKM.\nPIHAK KEDUA menyediakan rak khusus di setiap gerai.",
            "since": self._day(7),
            "until": self._day(372),
        }
        begun = {"city": CITY, "retailers": ["alfamidi"], **text}
        drafted = await self.post("kadis.koperasi", "/agreements/mous", begun, title)
        path = f"/agreements/mous/{drafted['mou_id']}"
        said = {"version": 1, "text": "Sebutkan jumlah gerai dan kapan hasilnya dilaporkan."}
        await self.post("kabag.hukum", f"{path}/comments", said)
        text["body"] += "\nPIHAK KEDUA melaporkan penjualan setiap tiga bulan."
        changed = text | {"version": 1, "changes": "Kewajiban melapor ditambahkan."}
        await self.post("kabag.hukum", f"{path}/versions", changed)
        for office in OFFICES if agreed else OFFICES[:1]:
            await self.post(office, f"{path}/agreements", {"version": 2})

    async def _invite(self) -> None:
        guest = {"name": "Fransina Matulessy", "email": "fransina@ambon.example", "function": AUDITOR, "city": CITY}
        await self.post("admin.ambon", "/registration/invitations", guest)

    async def _submit(self, business: str, name: str, number: int) -> str:
        like = next(each for each in read_story(CITY).business if each.subject == OWNER).product[0]
        licence = {"kind": "pirt", "number": f"P-IRT No. 1048171{40 + number}0010-31", "valid_until": "2031-09-30"}
        sheet = like.sheet | {"business_id": business, "name": name, "licences": [licence]}
        sheet |= {"price": 21_000 + 3_000 * number, "gtin": "8997001000103" if name == TO_SIGN else None}
        product = str((await self.post(OWNER, "/registration/products", sheet, name))["product_id"])
        await self.post(OWNER, f"/registration/products/{product}/submissions", {})
        return product

    async def _review(self, name: str, product: str) -> None:
        if name == WAITING:
            return
        path = f"/curation/cases/{product}"
        await self.door.get(CURATORS["diskop"], path)  # waits until it is there
        rubrics = await self.door.get(CURATORS["diskop"], "/curation/rubrics", city=CITY)
        demand = {"text": "Lengkapi label dengan tabel gizi.", "due": self._day(30)}
        conditional = {"recommendation": "pass-with-conditions", "conditions": [demand]}
        said = {TO_MEND: MEND, CONDITIONAL: conditional}.get(name, PASS)
        points = {"scores": {criterion["code"]: 84 for criterion in rubrics[-1]["criteria"]}, "revision": 1}
        for department in list(CURATORS)[: 1 if name == HALF else 2]:
            await self.post(CURATORS[department], f"{path}/reviews", points | said)

    async def _trade(self) -> None:
        for name in (ACCEPTED, NEW_TERMS, TO_SIGN):
            offer = (await find(self.door, BUYER, "/agreements/offers", "offer_id", product_name=name))["offer_id"]
            await self.post(BUYER, f"/agreements/offers/{offer}/answers", {"answer": "accepted"})
            if name != ACCEPTED:
                path = await self._draft_contract(offer)
            if name == TO_SIGN:
                await self.post(BUYER, f"{path}/signatures", {"version": 1, "number": "204/PKS/AMBON/2027"})

    async def _draft_contract(self, offer: str) -> str:
        [chain] = [each for each in read_story(CITY).retailer if each.code == "indomaret"]
        terms = chain.terms.model_dump(exclude={"days"}) | {
            "price": 42_000,
            "stores": [branch.name for branch in chain.branches[:3]],
            "since": self._day(1),
            "until": self._day(366),
        }
        pks = await self.post(BUYER, f"/agreements/offers/{offer}/pks", {"terms": terms})
        return f"/agreements/pks/{pks['pks_id']}"


async def find(door: Door, who: str, path: str, id: str, *, limit: float = 60, **facts: Any) -> Row:
    """The first of a city's list of which these facts hold, as soon as there is one. Raises TimeoutError."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        for each in await door.list(who, path, id, city=CITY):
            if facts.items() <= each.items():
                return each
        await asyncio.sleep(0.3)
    raise TimeoutError(f"Of nothing in {path} it holds that {facts}.")
