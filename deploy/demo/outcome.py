"""What became of each product, as the system tells it, beside what its story says; and why it stopped there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.demo.acts import DEPARTMENTS
from deploy.demo.stage import Scene
from deploy.demo.watch import Row, Sight
from shared.people.functions import AUDITOR

CASES = {
    "draft": "Belum dapat diajukan",
    "open": "Menunggu penilaian",
    "withdrawn": "Ditarik",
    "lapsed": "Syarat gugur",
    "perlu-pembinaan": "Perlu pembinaan",
    "tidak-lolos": "Tidak lolos",
    "lolos-bersyarat": "Lolos bersyarat",
    "lolos": "Lolos, belum ditawarkan",
}
OFFERS = {
    "pks-signed": "PKS ditandatangani",
    "pks-basis-lost": "PKS berlaku, dasarnya hilang",
    "pks-drafted": "PKS menunggu tanda tangan",
    "accepted": "Diterima, PKS belum dibuat",
    "sample-asked": "Sampel diminta",
    "offered": "Ditawarkan",
    "overdue": "Tanpa tanggapan",
    "pks-declined": "PKS ditolak pelaku usaha",
    "pks-terminated": "PKS diakhiri",
    "pks-lapsed": "PKS berakhir",
    "rejected": "Ditolak mitra ritel",
    "closed": "Penawaran ditutup",
}
"""The furthest first: of several retailers' answers the first of these tells how far a product came."""
LOST = {
    "mou-ended": "Kesepakatan Bersama (MoU) berakhir.",
    "condition-lapsed": "syarat kurasi gugur.",
    "product-withdrawn": "produk ditarik.",
    "consent-withdrawn": "persetujuan dicabut.",
}
"""What an offer or a signed agreement stood on, when it has gone."""


@dataclass(frozen=True)
class End:
    """How a product's story ended. `seen` and `expected` say the same things by the same names."""

    scene: Scene
    expected: dict[str, str]
    seen: dict[str, str]
    refused: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_as_told(self) -> bool:
        """Whether all is as the story says."""
        told = sorted(self.scene.product.refused)
        return self.scene.trouble is None and self.seen == self.expected and sorted(self.refused) == told

    @property
    def label(self) -> str:
        """How far the product came, in a few words."""
        answers = [state for name, state in self.seen.items() if name != "case"]
        if self.seen.get("case") in {"lolos", "lolos-bersyarat"} and answers:
            return next(label for state, label in OFFERS.items() if state in answers)
        return CASES[self.seen["case"]]

    @property
    def why(self) -> str:
        """Why it stopped there, in the words of those who decided."""
        return " ".join(self.reasons)


async def find_ends(scenes: Sequence[Scene], sight: Sight) -> list[End]:
    """What became of the products of one city."""
    return list(await asyncio.gather(*(_find_end(scene, sight) for scene in scenes)))


async def _find_end(scene: Scene, sight: Sight) -> End:
    case = sight.cases.get(scene.product_id)
    retailers = [retailer.code for retailer in scene.stage.story.retailer]
    offers = {code: offer for code in retailers if (offer := sight.offers.get((scene.product_id, code)))}
    states = {code: _state_of(offer, sight.agreements.get((scene.product_id, code))) for code, offer in offers.items()}
    refused = await _find_refused(scene) if case is None and scene.product_id else {}
    return End(
        scene=scene,
        expected=dict(scene.product.ends),
        seen={"case": _standing(case)} | states,
        refused=list(refused),
        reasons=[*refused.values(), *await _reasons(scene, case), *_answers(scene, sight, offers)],
    )


def _standing(case: Row | None) -> str:
    """Draft where curation knows nothing of it."""
    if case is None:
        return "draft"
    return str(case["outcome"] or case["status"]) if case["status"] == "decided" else str(case["status"])


def _state_of(offer: Row, agreement: Row | None) -> str:
    if agreement and agreement["status"] == "draft":
        return "pks-drafted"
    if agreement and agreement["status"] == "signed":
        return "pks-basis-lost" if agreement["lost"] else "pks-signed"
    if agreement and agreement["how"] != "void":
        return f"pks-{agreement['how']}"
    return "offered" if offer["status"] == "open" else str(offer["status"])


async def _find_refused(scene: Scene) -> dict[str, str]:
    """Codes and texts of what keeps a draft from being submitted."""
    shown = await scene.stage.door.get(scene.owner, f"/registration/products/{scene.product_id}")
    return {point["code"]: point["message"] for point in shown["open"]}


async def _reasons(scene: Scene, case: Row | None) -> list[str]:
    """What the departments say, where they did not let it pass; what the owner says, who took it back."""
    if case is None or case["outcome"] == "lolos":
        return []
    if case["status"] == "open":
        missing = [name.capitalize() for name in DEPARTMENTS if name not in case["reviewed_by"]]
        return [f"Belum dinilai {' dan '.join(missing)}."]
    if case["status"] == "withdrawn":
        own = [act.text for act in scene.product.all_acts if act.verb == "withdraws"]
        return own or ["Pemilik usaha mencabut persetujuan atas pemrosesan datanya."]
    viewer = scene.stage.story.holder(AUDITOR)
    detail = await scene.stage.door.get(viewer, f"/curation/cases/{scene.product_id}")
    said = [detail["reason"]] if detail["reason"] else []
    said += [correction["text"] for correction in detail["corrections"]]
    return said or [condition["text"] for condition in detail["conditions"]]


def _answers(scene: Scene, sight: Sight, offers: dict[str, Row]) -> list[str]:
    """Why retailers did not take it, or why what was agreed did not come about."""
    agreements = {code: sight.agreements.get((scene.product_id, code)) for code in offers}
    found = {code: _answer(scene, code, offer, agreements[code]) for code, offer in offers.items()}
    return [f"{code.capitalize()}: {said}" for code, said in found.items() if said]


def _answer(scene: Scene, code: str, offer: Row, agreement: Row | None) -> str | None:
    state = _state_of(offer, agreement)
    if agreement and state == "pks-declined":
        return str(agreement["reason"])
    if state in {"rejected", "sample-asked"}:
        return str(offer["reason"])
    if state == "pks-drafted":
        return scene.refusals.get(code) or "pemilik belum memiliki akun untuk menandatangani."
    if state == "pks-basis-lost" and agreement:
        return " ".join(LOST[why] for why in agreement["lost"])
    if state == "closed" and offer["closed_why"] == "mou-ended":  # of what else there is the case tells
        return LOST["mou-ended"]
    return "tidak menjawab." if state == "overdue" else None
