"""What businesses do: register, describe and submit products, mend them, take them back, sign or decline a PKS."""

from datetime import timedelta

from deploy.demo.acts import Act
from deploy.demo.door import Turned
from deploy.demo.stage import Scene, Stage, owner_of
from deploy.demo.story import Business


class Unexpected(Exception):
    """The story says otherwise than the system did."""


async def register(stage: Stage, business: Business) -> str:
    """The business's id, registered by its owner or by an assistant."""
    by = business.assistant or owner_of(business)
    assisted = {"owner_subject": business.subject} if business.assistant else {}
    reached = {"email": business.email} if business.email else {}
    consent = {
        "text_version": "2026-1",
        "given_at": (stage.begins - timedelta(hours=1)).isoformat(),
        "channel": "pendamping" if business.assistant else "mandiri",
    }
    form = {"city": stage.city, **business.form, **assisted, **reached, "consent": consent}
    answer = await stage.post(by, "/registration/businesses", form, business.name, "register")
    return str(answer.body["business_id"])


async def draft(scene: Scene) -> None:
    """Describe the product."""
    form = {"business_id": scene.business_id, **scene.product.sheet}
    answer = await scene.post(scene.owner, "/registration/products", form, "draft")
    scene.product_id, scene.seen_before = str(answer.body["product_id"]), answer.replayed


async def submit(scene: Scene, act: Act) -> None:
    """Put it forward as the next revision."""
    changes = {"changes": act.text} if act.text else {}
    path = f"/registration/products/{scene.product_id}/submissions"
    await scene.post(scene.owner, path, changes, "submit", str(scene.revision + 1))
    scene.revision += 1


async def resubmit(scene: Scene, act: Act) -> None:
    """Mend what the story says is mended, and put it forward again."""
    if scene.product.mended and not scene.mended:
        await mend(scene, act)
    await submit(scene, act)


async def mend(scene: Scene, act: Act) -> None:
    """Replace the description by the mended one."""
    scene.mended = True
    await scene.post(scene.owner, f"/registration/products/{scene.product_id}/sheet", scene.sheet, "mend")


async def be_refused(scene: Scene, act: Act) -> None:
    """Try to submit what cannot be submitted. On kept data it may have been mended since, and is let be."""
    shown = await scene.stage.door.get(scene.owner, f"/registration/products/{scene.product_id}")
    if scene.seen_before and not shown["open"]:
        return
    path = f"/registration/products/{scene.product_id}/submissions"
    try:
        await scene.post(scene.owner, path, {}, "be-refused")
    except Turned as no:
        if no.status != 422:
            raise
    else:
        raise Unexpected(f"pengajuan diterima, padahal seharusnya ditolak: {act.text}")


async def withdraw(scene: Scene, act: Act) -> None:
    """Take it back."""
    path = f"/registration/products/{scene.product_id}/withdrawals"
    await scene.post(scene.owner, path, {"reason": act.text}, "withdraw", str(scene.revision))


async def withdraw_consent(stage: Stage, business: Business, business_id: str) -> None:
    """The owner agrees no longer that the city uses their data."""
    path = f"/registration/businesses/{business_id}/consent-withdrawals"
    await stage.post(owner_of(business), path, {}, business.name, "withdraw-consent")
