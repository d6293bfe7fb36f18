"""Numbers of a business that were registered wrong, corrected for the city: API and page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from services.registration import domain, store
from services.registration.domain import Business
from services.registration.forms import NumbersForm
from services.registration.routes.rights import Sealed, Verifier, acts_for, pages, place, router, verifies
from shared.errors import NotFound
from shared.pages import Shown, sent
from shared.people.assignments import Person
from shared.people.functions import OWNER
from shared.web import Tx, Who


@router.post("/businesses/{id}/corrections", status_code=201, dependencies=Verifier)
async def correct_numbers(id: UUID, form: NumbersForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Put wrong numbers of a business right; kept with who did so and why."""
    before = await store.lock_business(tx.connection, id, seal)
    function = _require_verifier(who, before)
    own = acts_for(who, before) == OWNER
    business, entered, changed = domain.correct_numbers(before, form.numbers(), own=own)
    await store.save_numbers(tx.connection, business, seal)
    entries = domain.record_corrections(
        entered, business, ids=tx.ids, entered_by=who.subject, entered_as=function, at=tx.now, reason=form.reason
    )
    await store.insert_entries(tx.connection, entries)
    await tx.publish(changed)
    return {"business_id": id, "nib": business.nib} | _masked(business)


@pages.get("/usaha/{id:uuid}/nomor", dependencies=Verifier)
async def show_numbers(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """The numbers as they are known, and fields for the right ones."""
    business = await store.get_business(tx.connection, id, seal)
    _require_verifier(who, business)
    domain.require_consent(business)
    await place(screen, tx, business.city)
    return screen.page("business_numbers.html", business=business, **_masked(business))


@pages.form("/usaha/{id:uuid}/nomor", shows=show_numbers, dependencies=Verifier)
async def keep_numbers(
    id: UUID, form: Annotated[NumbersForm, Depends(sent(NumbersForm))], screen: Shown, tx: Tx, who: Who, seal: Sealed
) -> Response:
    """Correct them."""
    await correct_numbers(id, form, tx, who, seal)
    return screen.see(f"/registration/usaha/{id}", "nomor-dibetulkan")


def _require_verifier(who: Person, business: Business) -> str:
    """By which function a person corrects numbers. Raises NotFound, for others' things are not even confirmed."""
    function = verifies(who, business)
    if function is None:
        raise NotFound(f"business {business.id}")
    return function


def _masked(business: Business) -> dict[str, Any]:
    npwp = domain.mask_nik(business.npwp) if business.npwp else None
    return {"nik": domain.mask_nik(business.nik), "npwp": npwp}
