"""What the pages are about: an id, a code or a person for each name that the list of pages has in braces."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from deploy.demo.door import Door
from deploy.demo.watch import Row
from shared.sealing import Seal
from tests.look import afterwards
from tests.look.afterwards import BUYER, CITY, OWNER, find

AUDITOR = "pengawas.ambon"
STORY = "Sambal Roa Tifa"
"""The product whose trail the demonstration prints: mended once, passed with a condition, signed by both chains."""
WITHDRAWN = "Saus Colo-Colo Tifa"
PRODUCTS = {
    "draft": afterwards.DRAFT,
    "waiting": afterwards.WAITING,
    "half_reviewed": afterwards.HALF,
    "conditional": afterwards.CONDITIONAL,
    "to_mend": afterwards.TO_MEND,
    "passed": STORY,
    "withdrawn": WITHDRAWN,
}


@dataclass(frozen=True)
class Finder:
    """Looks for them as the city's auditor, who reads everything."""

    door: Door
    seal: Seal
    """Registration's own."""

    async def find_all(self) -> dict[str, str]:
        """By what the list of pages calls them."""
        return {
            **await self._find_registered(),
            **await self._find_offers(),
            **await self._find_contracts(),
            **await self._find_memoranda(),
            "invitation": await self._find_invitation(),
        }

    async def _find_registered(self) -> dict[str, str]:
        businesses = "/registration/businesses"
        business = (await self._one(businesses, "business_id", owner_subject=OWNER))["business_id"]
        everybody = await self.door.list(AUDITOR, businesses, "business_id", city=CITY)
        left = next(each for each in everybody if each["consent"]["withdrawn_at"])
        products = await self.door.list(OWNER, f"{businesses}/{business}/products", "product_id")
        ids = {product["sheet"]["name"]: product["product_id"] for product in products}
        assigned = await self._one("/registration/assignments", "assignment_id", subject=BUYER)
        return {
            "business": business,
            "business_without_consent": left["business_id"],
            "assignment": assigned["assignment_id"],
            **{f"product_{name}": ids[said] for name, said in PRODUCTS.items()},
        }

    async def _find_offers(self) -> dict[str, str]:
        def of(name: str) -> dict[str, str]:
            return {"product_name": name, "retailer": "indomaret"}

        board = "/agreements/offers", "offer_id"
        kinds = {
            "offer_open": of(afterwards.OFFERED),
            "offer_accepted": of(afterwards.ACCEPTED),
            "offer_agreed": of(STORY),
            "offer_overdue": {"status": "overdue", "retailer": "indomaret"},
            "offer_rejected": {"status": "rejected", "retailer": "indomaret"},
            "offer_sample": {"status": "sample-asked", "retailer": "indomaret"},
            "offer_closed": {"status": "closed", "retailer": "alfamidi"},
        }
        return {name: (await self._one(*board, **kind))["offer_id"] for name, kind in kinds.items()}

    async def _find_contracts(self) -> dict[str, str]:
        kinds = {
            "pks_drafted": {"status": "draft", "product_name": afterwards.NEW_TERMS},
            "pks_to_sign": {"status": "draft", "product_name": afterwards.TO_SIGN},
            "pks_signed": {"product_name": STORY, "retailer": "indomaret"},
            "pks_without_basis": {"product_name": STORY, "retailer": "alfamidi"},
            "pks_declined": {"how": "declined"},
        }
        return {name: (await self._one("/agreements/pks", "pks_id", **kind))["pks_id"] for name, kind in kinds.items()}

    async def _find_memoranda(self) -> dict[str, str]:
        kinds = {
            "mou_draft": {"title": afterwards.DRAFTED_MEMORANDUM},
            "mou_to_sign": {"title": afterwards.AGREED_MEMORANDUM},
            "mou_in_force": {"status": "in-force"},
            "mou_ended": {"status": "ended"},
        }
        return {name: (await self._one("/agreements/mous", "mou_id", **kind))["mou_id"] for name, kind in kinds.items()}

    async def _one(self, path: str, id: str, **facts: Any) -> Row:
        return await find(self.door, AUDITOR, path, id, **facts)

    async def _find_invitation(self) -> str:
        """Its id and its secret; thousands of mails are sent before the one that says it."""
        id = (await self._one("/registration/invitations", "invitation_id", function="pengawas"))["invitation_id"]
        return f"{id}/{urlsafe_b64encode(self.seal.blind_index(id, 'invitation')).decode().rstrip('=')}"
