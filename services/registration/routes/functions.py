"""The cities there are, and who holds which function in them."""

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query

from services.registration import domain, store
from services.registration.domain import Done
from services.registration.forms import AssignmentForm
from services.registration.routes.rights import (
    Admin,
    AdminOrAuditor,
    AnySignedIn,
    require_admin,
    router,
)
from services.registration.store import Sought
from shared.events.registration import FunctionAssigned, FunctionEnded
from shared.forms import NothingForm
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN, AUDITOR
from shared.web import OfCity, Paged, Tx, Who


async def _sought(
    search: Annotated[str, Query(max_length=255, description="Part of an account's name")] = "",
    function: Annotated[list[str] | None, Query(description="One of these functions")] = None,
    state: Literal["current", "coming", "ended"] | None = None,
) -> Sought:
    return Sought(search, function, state)


SoughtAfter = Annotated[Sought, Depends(_sought)]


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
    await note(tx, who, assigned, Done.FUNCTION_GIVEN)
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
    await note(tx, who, ended, Done.FUNCTION_ENDED)
    await tx.publish(ended)
    return ended.model_dump()


@router.get("/assignments", dependencies=AdminOrAuditor)
async def list_assignments(
    tx: Tx, who: Who, page: Paged, sought: SoughtAfter, city: OfCity = None
) -> list[dict[str, Any]]:
    """Who holds or held which function in one's cities."""
    cities = who.cities_with(ADMIN, AUDITOR, city=city)
    sought = replace(sought, at=tx.now)
    listed = await store.list_assignments(tx.connection, cities, sought=sought, after=page.after, limit=page.limit)
    return [assigned.model_dump() for assigned in listed]


@router.get("/acts", dependencies=AdminOrAuditor)
async def list_acts(
    tx: Tx,
    who: Who,
    page: Paged,
    search: Annotated[str, Query(max_length=255, description="Part of an account's name")] = "",
    city: OfCity = None,
) -> list[dict[str, Any]]:
    """What admins have done for one's cities, the newest first; `after` is the oldest one of the page before."""
    cities = who.cities_with(ADMIN, AUDITOR, city=city)
    acts = await store.list_acts(tx.connection, cities, search=search, after=page.after, limit=page.limit)
    return [asdict(act) for act in acts]


async def note(tx: Transaction, who: Person, change: FunctionAssigned | FunctionEnded, what: Done) -> None:
    """Keep who gave a function or ended it."""
    await store.insert_act(
        tx.connection, domain.note_function(change, what=what, by=who.subject, id=tx.ids(), at=tx.now)
    )
