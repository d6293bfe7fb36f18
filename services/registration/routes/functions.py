"""The cities there are, and who holds which function in them."""

from typing import Any
from uuid import UUID

from services.registration import domain, store
from services.registration.forms import AssignmentForm
from services.registration.routes.rights import (
    Admin,
    AdminOrAuditor,
    AnySignedIn,
    require_admin,
    router,
)
from shared.forms import NothingForm
from shared.people import assignments
from shared.people.functions import ADMIN, AUDITOR
from shared.web import OfCity, Paged, Tx, Who


@router.get("/cities", dependencies=AnySignedIn)
async def list_cities(tx: Tx) -> list[dict[str, Any]]:
    """The cities that use Gerai."""
    return [city.model_dump() for city in (await assignments.list_cities(tx.connection)).values()]


@router.post("/assignments", status_code=201, dependencies=Admin)
async def assign_function(form: AssignmentForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Give somebody else a function in one's own city, that of an admin too; its admins and auditors are told."""
    require_admin(who, form.city)
    appointment = form.appointment()
    await store.lock_people(tx.connection, [appointment.subject])
    assigned = domain.assign_function(
        appointment,
        assignment_id=tx.ids(),
        city=await assignments.find_city(tx.connection, form.city),
        business_city=await store.find_business_city(tx.connection, domain.business_of(appointment)),
        by=who.subject,
        at=tx.now,
        held=await store.list_held(tx.connection, [appointment.subject], tx.now),
    )
    await assignments.record(tx.connection, assigned)
    await store.save_giver(tx.connection, assigned)
    await tx.publish(assigned)
    return {"assignment_id": assigned.assignment_id}


@router.post("/assignments/{id}/end", dependencies=Admin)
async def end_function(id: UUID, form: NothingForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Let somebody's function end now; the city's admins and auditors are told."""
    assigned = await store.lock_assignment(tx.connection, id)
    require_admin(who, assigned.city)
    ended = domain.end_function(assigned, by=who.subject, at=tx.now)
    await assignments.record(tx.connection, ended)
    await store.save_giver(tx.connection, ended)
    await tx.publish(ended)
    return ended.model_dump()


@router.get("/assignments", dependencies=AdminOrAuditor)
async def list_assignments(tx: Tx, who: Who, page: Paged, city: OfCity = None) -> list[dict[str, Any]]:
    """Who holds or held which function in one's cities."""
    cities = who.cities_with(ADMIN, AUDITOR, city=city)
    listed = await store.list_assignments(tx.connection, cities, after=page.after, limit=page.limit)
    return [assigned.model_dump() for assigned in listed]
