"""Invitations: an admin sends one by mail, and whoever has signed in by its link holds the function."""

import hmac
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from services.registration import domain, store
from services.registration.domain import Done, Invitation
from services.registration.forms import InvitationForm
from services.registration.routes import functions
from services.registration.routes.rights import (
    Admin,
    AdminOrAuditor,
    AnySignedIn,
    Sealed,
    enter_all_cities,
    known_city,
    pages,
    place,
    require_admin,
    router,
)
from shared.errors import NotFound
from shared.forms import NothingForm
from shared.messaging.transaction import Transaction
from shared.pages import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN, AUDITOR
from shared.sealing import Seal
from shared.settings import Settings
from shared.web import Context, OfCity, Paged, Tx, Who


@router.post("/invitations", status_code=201, dependencies=Admin)
async def invite(request: Request, form: InvitationForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Invite somebody by mail. The link in it lets in whoever signs in by it, once, within two weeks; the answer does
    not have it, for answers are kept."""
    context: Context = request.app.state.context
    require_admin(who, form.city)
    appointment = form.appointment()
    invitation = domain.invite(
        appointment,
        invitation_id=tx.ids(),
        city=await assignments.find_city(tx.connection, form.city),
        business_city=await store.find_business_city(tx.connection, domain.business_of(appointment)),
        name=form.name,
        email=form.email,
        language=form.language,
        by=who.subject,
        at=tx.now,
    )
    link = link_of(invitation, seal, context.settings)
    await store.save_invitation(tx.connection, invitation, seal)
    await note(tx, who, invitation, Done.PERSON_INVITED)
    await tx.publish(domain.announce_invitation(invitation, link))
    return {"invitation_id": invitation.id}


@router.get("/invitations", dependencies=AdminOrAuditor)
async def list_invitations(tx: Tx, who: Who, seal: Sealed, page: Paged, city: OfCity = None) -> list[dict[str, Any]]:
    """Who was invited in one's cities, the newest first; how, for admins alone, and until it is settled."""
    cities = who.cities_with(ADMIN, AUDITOR, city=city)
    listed = await store.list_invitations(tx.connection, cities, seal, after=page.after, limit=page.limit)
    return [_shown(invitation, named=who.holds(ADMIN, city=invitation.city)) for invitation in listed]


@router.post("/invitations/{id}/withdrawals", status_code=201, dependencies=Admin)
async def withdraw_invitation(id: UUID, form: NothingForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Let an invitation be good no longer."""
    invitation = await store.lock_invitation(tx.connection, id, seal)
    require_admin(who, invitation.city)
    withdrawn, forgotten = domain.withdraw_invitation(invitation, at=tx.now)
    await store.save_invitation(tx.connection, withdrawn, seal)
    await note(tx, who, withdrawn, Done.INVITATION_WITHDRAWN)
    await tx.publish(forgotten)
    return _shown(withdrawn, named=True)


@pages.get("/undangan/{id:uuid}/{secret}", dependencies=AnySignedIn)
async def show_invitation(id: UUID, secret: str, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """What somebody is invited to, for whoever has the link."""
    invitation = await _by_link(tx, id, secret, seal)
    await place(screen, tx, invitation.city)
    inviter_holds = await store.list_held(tx.connection, [invitation.invited_by], tx.now)
    fault = domain.refusal_of(invitation, inviter_holds, at=tx.now)
    said = domain.say(fault, screen.language) if fault else None
    return screen.page("invitation.html", invitation=invitation, fault=said, mine=invitation.accepted_by == who.subject)


@pages.form("/undangan/{id:uuid}/{secret}", shows=show_invitation, dependencies=AnySignedIn)
async def accept(id: UUID, secret: str, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Take it: from now on this account holds the function."""
    invitation = await _by_link(tx, id, secret, seal)
    city = await known_city(tx, invitation.city)
    await store.lock_people(tx.connection, [who.subject, invitation.invited_by])
    contacts = await store.list_contacts(tx.connection, [who.subject], seal)
    inviter_holds = await store.list_held(tx.connection, [invitation.invited_by], tx.now)
    accepted, appointment = domain.accept(invitation, inviter_holds, subject=who.subject, at=tx.now)
    assigned = domain.assign_function(
        appointment,
        assignment_id=tx.ids(),
        city=city,
        business_city=await store.find_business_city(tx.connection, domain.business_of(appointment)),
        by=invitation.invited_by,
        at=tx.now,
        held=await store.list_held(tx.connection, [who.subject], tx.now),
    )
    contact, reached = domain.reach_invited(invitation, contacts, subject=who.subject, city=city, at=tx.now)
    await store.save_invitation(tx.connection, accepted, seal)
    await store.save_contact(tx.connection, contact, seal)
    await assignments.record(tx.connection, assigned)
    await store.save_giver(tx.connection, assigned)
    await note(tx, who, accepted, Done.INVITATION_ACCEPTED)
    await functions.note(tx, Person(invitation.invited_by), assigned, Done.FUNCTION_GIVEN)
    await tx.publish(assigned, reached, domain.forget_invited(invitation))
    return screen.see("/notifications/beranda")


async def note(tx: Transaction, who: Person, invitation: Invitation, what: Done) -> None:
    """Keep what became of an invitation, and by whom."""
    act = domain.note_invitation(invitation, what=what, by=who.subject, id=tx.ids(), at=tx.now)
    await store.insert_act(tx.connection, act)


def link_of(invitation: Invitation, seal: Seal, settings: Settings) -> str:
    """Where it is taken. The secret in it is in no invitation's row: it follows from the id and the service's key."""
    secret = _secret(invitation.id, seal)
    return f"{settings.public_url.rstrip('/')}/registration/undangan/{invitation.id}/{secret}"


async def _by_link(tx: Transaction, id: UUID, secret: str, seal: Seal) -> Invitation:
    """The invitation that a link leads to, in whichever city, held until the transaction ends. Raises NotFound."""
    if not hmac.compare_digest(secret.encode(), _secret(id, seal).encode()):
        raise NotFound(f"invitation {id}")
    await enter_all_cities(tx)
    return await store.lock_invitation(tx.connection, id, seal)


def _secret(id: UUID, seal: Seal) -> str:
    return urlsafe_b64encode(seal.blind_index(str(id), "invitation")).decode().rstrip("=")


def _shown(invitation: Invitation, *, named: bool) -> dict[str, Any]:
    said = ("city", "function", "scope", "title", "since", "until", "invited_by", "invited_at", "expires_at")
    shown = {name: getattr(invitation, name) for name in (*said, "settled_at", "accepted_by")}
    personal = {"name": invitation.name, "email": invitation.email}
    return {"invitation_id": invitation.id, **shown, **(personal if named else dict.fromkeys(personal))}
