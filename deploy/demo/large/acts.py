"""What people of the large city do, each by the function that answers the same request over HTTP."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deploy.demo.large.goods import Firm
from deploy.demo.stage import Stage
from deploy.demo.story import Retailer
from services.agreements import forms as agreements_forms
from services.agreements.routes import offers, pks
from services.curation.domain import SUGGESTED
from services.curation.forms import ReviewForm
from services.curation.routes import cases
from services.registration import forms as registration_forms
from services.registration.routes import businesses, products
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.sealing import Seal
from shared.web import Page

PASSING = ("passes", "passes-if")
ANSWERS = {"open": 30, "rejected": 12, "sample-asked": 8, "accepted": 15, "drafted": 12, "signed": 23}
"""What becomes of an offer, of a hundred; a draft stands until the owner signs."""


@dataclass
class Done:
    """What has been done so far: what becomes of each submitted product, the owners of businesses by id, and counts."""

    ways: dict[UUID, str] = field(default_factory=dict)
    owners: dict[UUID, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def passed(self) -> int:
        """How many products the departments let pass."""
        return sum(way in PASSING for way in self.ways.values())

    def to_review(self, *, first: bool) -> list[UUID]:
        """The products that a department gives its word about; the second leaves some for later."""
        left = {"unseen"} if first else {"unseen", "half-seen"}
        return sorted(id for id, way in self.ways.items() if way not in left)

    def __str__(self) -> str:
        return ", ".join(f"{number} {what}" for what, number in self.counts.items())


async def register(firm: Firm, tx: Transaction, who: Person, seal: Seal, done: Done) -> None:
    """Register a business with all its products, and submit those that are more than drafts."""
    form = registration_forms.BusinessForm(**firm.form)
    id = (await businesses.register_business(form, tx, who, seal))["business_id"]
    if firm.subject:
        done.owners[id] = firm.subject
        who = await assignments.get_person(tx.connection, firm.subject, tx.now)
    done.counts["usaha"] += 1
    for good in firm.goods:
        sheet = registration_forms.ProductForm(business_id=id, **good.sheet)
        product = (await products.draft_product(sheet, tx, who, seal))["product_id"]
        done.counts["produk"] += 1
        if good.way != "draft":
            await products.submit_product(product, registration_forms.SubmissionForm(), tx, who, seal)
            done.ways[product] = good.way


async def review(id: UUID, stage: Stage, tx: Transaction, who: Person, done: Done, *, finds: bool) -> None:
    """One department's word; the one that `finds` says what is to be mended or met, the other agrees."""
    way = done.ways[id]
    said: dict[str, dict[str, Any]] = {
        "passes-if": {
            "recommendation": "pass-with-conditions",
            "conditions": [{"text": "Cantumkan berat bersih pada label.", "due": stage.day(60)}],
        },
        "must-mend": {"recommendation": "mend", "corrections": [{"text": "Perbaiki kemasan agar kedap udara."}]},
        "rejected": {"recommendation": "reject", "reason": "Tidak memenuhi syarat keamanan pangan."},
    }
    words = said.get(way, {}) if finds else {}
    points = {"must-mend": 70, "rejected": 45}.get(way, 84)
    scores = {criterion.code: points for criterion in SUGGESTED.criteria}
    form = ReviewForm.model_validate({"revision": 1, "scores": scores, "recommendation": "pass"} | words)
    await cases.review_case(id, form, tx, who)
    done.counts["penilaian"] += 1


async def list_offers(tx: Transaction, who: Person, retailer: str) -> list[list[UUID]]:
    """All offers to a retailer, those of one business together: who answers them holds that business."""
    found: dict[UUID, list[UUID]] = {}
    page = Page(None, 500)
    while some := await offers.list_offers(tx, who, page, "id", retailer=retailer):
        for offer in some:
            found.setdefault(offer["business_id"], []).append(offer["offer_id"])
        page = Page(some[-1]["offer_id"], 500)
    return list(found.values())


def terms(stage: Stage, retailer: Retailer) -> dict[str, Any]:
    """A retailer's usual terms, but for the price."""
    return retailer.terms.model_dump(exclude={"days"}) | {
        "stores": [branch.name for branch in retailer.branches[: retailer.stores]],
        "since": stage.day(0),
        "until": stage.day(retailer.terms.days),
        "price": 20_000,
    }


async def answer(
    some: Sequence[UUID], terms: dict[str, Any], tx: Transaction, who: Person, done: Done
) -> list[tuple[UUID, UUID]]:
    """A retailer's answers to some offers, with the PKS that it drafts and signs; those (with their business) to be
    signed by the owner, too."""
    signed = []
    for id in some:
        fate = random.Random(id.int).choices(list(ANSWERS), list(ANSWERS.values()))[0]
        done.counts[f"penawaran {fate}"] += 1
        if fate == "open":
            continue
        said = fate if fate in ("rejected", "sample-asked") else "accepted"
        reason = None if said == "accepted" else "Sudah ada barang sejenis; kirim contoh bila berbeda."
        await offers.answer_offer(id, agreements_forms.AnswerForm(answer=said, reason=reason), tx, who)
        if fate in ("drafted", "signed"):
            form = agreements_forms.PksForm.model_validate({"terms": terms})
            drafted = await offers.draft_pks(id, form, tx, who, "id")
            signature = agreements_forms.PksSignatureForm(version=1, number=f"{id}/PKS")
            await pks.sign_pks(drafted["pks_id"], signature, tx, who, "id")
            if fate == "signed":
                signed.append((drafted["pks_id"], (await offers.show_offer(id, tx, who, "id"))["business_id"]))
    return signed


async def countersign(id: UUID, tx: Transaction, who: Person, done: Done) -> None:
    """The owner's signature."""
    await pks.sign_pks(id, agreements_forms.PksSignatureForm(version=1), tx, who, "id")
    done.counts["PKS"] += 1
