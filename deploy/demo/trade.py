"""What retailers do with offers, and what retailer and business agree upon: accepted, asked, rejected, PKS signed."""

from typing import Any

from deploy.demo.acts import Act
from deploy.demo.door import Answer, Turned
from deploy.demo.owners import Unexpected
from deploy.demo.stage import Scene
from deploy.demo.story import Retailer
from deploy.demo.watch import Row, Sight

ANSWERS = {"accepts": "accepted", "asks for a sample": "sample-asked", "rejects": "rejected"}


async def answer(scene: Scene, act: Act) -> None:
    """The retailer says what it thinks of the offer."""
    offer = await _offer(scene, act)
    body = {"answer": ANSWERS[act.verb], **({"reason": act.text} if act.text else {})}
    path = f"/agreements/offers/{offer['offer_id']}/answers"
    await scene.post(_buyer(scene, act), path, body, act.by or "", act.verb, offer["offer_id"])


async def stay_silent(scene: Scene, act: Act) -> None:
    """The retailer says nothing until all can see it. On kept data it may have spoken since."""
    acts = scene.product.all_acts
    since = {later.verb for later in acts[acts.index(act) + 1 :] if later.by == act.by}
    waiting = {"open"} if "asks for a sample" in since else {"open", "sample-asked"}

    def overdue(sight: Sight) -> Row | None:
        offer = sight.offers.get((scene.product_id, act.by or ""))
        return offer if offer and offer["status"] not in waiting else None

    await scene.stage.watch.until(overdue, f"{scene.product.name}: the offer to {act.by} is overdue")


async def draft(scene: Scene, act: Act) -> Answer:
    """The retailer puts its usual terms before the business."""
    retailer = scene.stage.story.retailer_of(act.by or "")
    return await _draft(scene, act, _terms(scene, retailer))


async def be_refused_terms(scene: Scene, act: Act) -> None:
    """The retailer asks, for all its stores, more than the business can make."""
    retailer = scene.stage.story.retailer_of(act.by or "")
    greedy = {
        "stores": [branch.name for branch in retailer.branches],
        "units_per_store_and_month": scene.product.capacity_per_month // len(retailer.branches) + 1,
    }
    try:
        await _draft(scene, act, _terms(scene, retailer) | greedy, "greedy")
    except Turned as no:
        _note(scene, no, act)
    else:
        raise Unexpected(f"{act.by}: rancangan PKS diterima, padahal seharusnya ditolak: {act.text}")


async def sign(scene: Scene, act: Act) -> None:
    """Both sign the last draft; the retailer under its own number."""
    drafted = await draft(scene, act)
    signature = {"version": drafted.body["version"]}
    path = f"/agreements/pks/{drafted.body['pks_id']}/signatures"
    number = f"{scene.number:03d}/PKS/{scene.stage.city.upper()}/{scene.stage.day(0).year}"
    await scene.post(_buyer(scene, act), path, signature | {"number": number}, act.by or "", "sign")
    await scene.post(scene.owner, path, signature, act.by or "", "countersign")


async def be_refused_signature(scene: Scene, act: Act) -> None:
    """The retailer would sign, but something is missing."""
    drafted = await draft(scene, act)
    path = f"/agreements/pks/{drafted.body['pks_id']}/signatures"
    try:
        await scene.post(_buyer(scene, act), path, {"version": drafted.body["version"]}, act.by or "", "sign-in-vain")
    except Turned as no:
        _note(scene, no, act)
    else:
        raise Unexpected(f"{act.by}: tanda tangan diterima, padahal seharusnya ditolak: {act.text}")


async def decline(scene: Scene, act: Act) -> None:
    """The business does not want these terms."""
    drafted = await draft(scene, act)
    path = f"/agreements/pks/{drafted.body['pks_id']}/declines"
    refusal = {"version": drafted.body["version"], "reason": act.text}
    await scene.post(scene.owner, path, refusal, act.by or "", "decline")


async def _draft(scene: Scene, act: Act, terms: dict[str, Any], *more: str) -> Answer:
    """The same draft when it is asked for again, for its key is the same."""
    offer = await _offer(scene, act)
    path = f"/agreements/offers/{offer['offer_id']}/pks"
    return await scene.post(_buyer(scene, act), path, {"terms": terms}, act.by or "", "draft", *more)


def _terms(scene: Scene, retailer: Retailer) -> dict[str, Any]:
    usual = retailer.terms.model_dump(exclude={"days"})
    return usual | {
        "price": scene.product.price,
        "stores": [branch.name for branch in retailer.branches[: retailer.stores]],
        "since": scene.stage.day(0).isoformat(),
        "until": scene.stage.day(retailer.terms.days).isoformat(),
    }


def _note(scene: Scene, no: Turned, act: Act) -> None:
    """On kept data, what was refused then may be refused for another reason now."""
    if no.code != act.text and not scene.seen_before:
        raise no
    scene.refusals[act.by or ""] = no.detail


def _buyer(scene: Scene, act: Act) -> str:
    return scene.stage.story.holder("mitra-ritel", act.by)


async def _offer(scene: Scene, act: Act) -> Row:
    """The offer of the present revision, whatever has become of it since."""

    def made(sight: Sight) -> Row | None:
        offer = sight.offers.get((scene.product_id, act.by or ""))
        return offer if offer and offer["revision"] == scene.revision else None

    return await scene.stage.watch.until(made, f"{scene.product.name} is offered to {act.by}")
