"""Pages of a city's admin: who holds which function and signs on which day, who is invited, and who changed what."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request, Response

from services.registration import store
from services.registration.forms import AssignmentForm, GuestForm, HolderForm, InvitationForm
from services.registration.routes import functions, invitations
from services.registration.routes.rights import (
    Admin,
    AdminOrAuditor,
    Sealed,
    known_city,
    pages,
    place,
    require_admin,
)
from services.registration.store import Sought
from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.forms import NothingForm
from shared.lists import EVERYTHING
from shared.messaging.transaction import Transaction
from shared.pages import Shown, sent
from shared.pages.screen import Screen
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day, timestamp
from shared.people.functions import (
    ADMIN,
    AUDITOR,
    DISKOP,
    DISPERINDAG,
    FUNCTIONS,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
    usual_title,
)
from shared.sealing import Seal
from shared.web import Page, Tx, Who

ROWS = 50
SIGN_FOR_THE_CITY = (MAYOR, DISKOP, DISPERINDAG, LEGAL)
OFFICES = [function for function in FUNCTIONS if function != OWNER]
"""What is looked through unless somebody asks for owners: there are as many of them as businesses."""
Kota = Annotated[str, Query(pattern="^[a-z0-9]*$", max_length=40)]
Cari = Annotated[str, Query(max_length=255)]
STATES = {"berlaku": "current", "akan-datang": "coming", "berakhir": "ended"}
HEADS = ("Akun", "Fungsi", "Sebutan", "Usaha atau ritel", "Mulai", "Sampai", "Kota")
INVITED = ("Nama", "Surel", "Fungsi", "Sebutan", "Usaha atau ritel")
INVITATION_HEADS = (*INVITED, "Diundang", "Berlaku sampai", "Selesai", "Diterima oleh")
TRAIL_HEADS = ("Waktu", "Oleh", "Tindakan", "Tentang", "Fungsi", "Usaha atau ritel", "Sebutan", "Kota")


@pages.get("/admin", dependencies=AdminOrAuditor)
async def show_offices(
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    kota: Kota = "",
    cari: Cari = "",
    fungsi: Annotated[str, Query(max_length=40)] = "",
    keadaan: Annotated[str, Query(max_length=20)] = "berlaku",
    hari: str = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """Who signs on a day, and who holds which function."""
    city = await _city_of(screen, tx, who, kota)
    sought = Sought(cari, [fungsi] if fungsi else OFFICES, STATES.get(keadaan))
    page = Page(None, EVERYTHING) if unduh else Page(setelah, ROWS + 1)
    held = await functions.list_assignments(tx, who, page, sought, city.city)
    if unduh:
        names = ("subject", "function", "title", "scope", "since", "until", "city")
        return await screen.csv("pemegang-fungsi", HEADS, (_in_words(each, names, city) for each in held))
    day = _day(hari) or local_day(tx.now, city)
    signing = await assignments.list_holders(tx.connection, SIGN_FOR_THE_CITY, city.city, _noon(day, city, tx.now))
    subjects = {each["subject"] for each in held} | {each.subject for each in signing}
    return screen.page(
        "offices.html",
        held=held[:ROWS],
        after=held[ROWS - 1]["assignment_id"] if len(held) > ROWS else None,
        day=day,
        signing=[
            (usual_title(city, function), [each for each in signing if each.function == function])
            for function in SIGN_FOR_THE_CITY
        ],
        names=await _names(tx, sorted(subjects), seal),
        keadaan=keadaan,
        functions=FUNCTIONS,
        cities=_choices(who, await assignments.list_cities(tx.connection)),
        is_admin=who.holds(ADMIN, city=city.city),
    )


@pages.get("/admin/beri", dependencies=Admin)
async def show_giving(
    screen: Shown, tx: Tx, who: Who, seal: Sealed, kota: Kota = "", usaha: UUID | None = None
) -> Response:
    """The form that gives somebody a function."""
    city = await _city_of(screen, tx, who, kota, ADMIN)
    return screen.page("office_form.html", **await _scopes(tx, city, usaha, seal))


@pages.form("/admin/beri", shows=show_giving, dependencies=Admin)
async def give_function(
    form: Annotated[HolderForm, Depends(sent(HolderForm))], screen: Shown, tx: Tx, who: Who
) -> Response:
    """Give it."""
    city = await known_city(tx, form.city)
    said = AssignmentForm.model_construct(**form.model_dump() | form.term(city))
    await functions.assign_function(said, tx, who)
    return screen.see("/registration/admin", "kewenangan-diberikan", kota=form.city)


@pages.get("/admin/kewenangan/{id:uuid}/akhiri", dependencies=Admin)
async def ask_to_end(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Ask once more."""
    assigned = await store.lock_assignment(tx.connection, id)
    require_admin(who, assigned.city)
    await place(screen, tx, assigned.city)
    names = await _names(tx, [assigned.subject], seal)
    return screen.page("office_end.html", assigned=assigned, names=names, functions=FUNCTIONS)


@pages.form("/admin/kewenangan/{id:uuid}/akhiri", shows=ask_to_end, dependencies=Admin)
async def end_function(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """End it now."""
    ended = await functions.end_function(id, NothingForm(), tx, who)
    return screen.see("/registration/admin", "kewenangan-diakhiri", kota=ended["city"])


@pages.get("/admin/undangan", dependencies=AdminOrAuditor)
async def show_invitations(
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    kota: Kota = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """Who was invited, and what became of it."""
    city = await _city_of(screen, tx, who, kota)
    page = Page(None, EVERYTHING) if unduh else Page(setelah, ROWS + 1)
    listed = await invitations.list_invitations(tx, who, seal, page, city.city)
    if unduh:
        names = ("name", "email", "function", "title", "scope", "invited_at", "expires_at", "settled_at", "accepted_by")
        return await screen.csv("undangan", INVITATION_HEADS, (_in_words(each, names, city) for each in listed))
    return screen.page(
        "invitations.html",
        invitations=listed[:ROWS],
        after=listed[ROWS - 1]["invitation_id"] if len(listed) > ROWS else None,
        functions=FUNCTIONS,
        is_admin=who.holds(ADMIN, city=city.city),
    )


@pages.get("/admin/undang", dependencies=Admin)
async def show_inviting(
    screen: Shown, tx: Tx, who: Who, seal: Sealed, kota: Kota = "", usaha: UUID | None = None
) -> Response:
    """The form that invites somebody."""
    city = await _city_of(screen, tx, who, kota, ADMIN)
    return screen.page("invitation_form.html", **await _scopes(tx, city, usaha, seal))


@pages.form("/admin/undang", shows=show_inviting, dependencies=Admin)
async def invite(
    request: Request,
    form: Annotated[GuestForm, Depends(sent(GuestForm))],
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
) -> Response:
    """Invite them."""
    city = await known_city(tx, form.city)
    said = InvitationForm.model_construct(**form.model_dump() | form.term(city))
    await invitations.invite(request, said, tx, who, seal)
    return screen.see("/registration/admin/undangan", "diundang", kota=form.city)


@pages.form("/admin/undangan/{id:uuid}/batalkan", shows=show_invitations, dependencies=Admin)
async def withdraw_invitation(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Let an invitation be good no longer."""
    withdrawn = await invitations.withdraw_invitation(id, NothingForm(), tx, who, seal)
    return screen.see("/registration/admin/undangan", "undangan-dibatalkan", kota=withdrawn["city"])


@pages.get("/admin/jejak", dependencies=AdminOrAuditor)
async def show_trail(
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    kota: Kota = "",
    cari: Cari = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """Who changed what, the newest first."""
    city = await _city_of(screen, tx, who, kota)
    page = Page(None, EVERYTHING) if unduh else Page(setelah, ROWS + 1)
    acts = await functions.list_acts(tx, who, page, cari, city.city)
    if unduh:
        names = ("at", "by_subject", "what", "about", "function", "scope", "title", "city")
        called = screen.words("words.html", "DONE") | FUNCTIONS
        return await screen.csv("jejak-admin", TRAIL_HEADS, (_in_words(each, names, city, called) for each in acts))
    subjects = {each[name] for each in acts for name in ("by_subject", "about")}
    return screen.page(
        "office_trail.html",
        acts=acts[:ROWS],
        after=acts[ROWS - 1]["id"] if len(acts) > ROWS else None,
        names=await _names(tx, sorted(subjects), seal),
        functions=FUNCTIONS,
    )


def _in_words(
    each: Mapping[str, Any], names: Sequence[str], city: CityConfigured, called: Mapping[str, str] = FUNCTIONS
) -> list[Any]:
    """A line to take away, with functions, and what was done, as pages call them, and moments in the city's time."""
    said = {name: timestamp(each[name], city) if isinstance(each[name], datetime) else each[name] for name in names}
    return [called.get(said[name], said[name]) if name in ("function", "what") else said[name] for name in names]


async def _city_of(screen: Screen, tx: Transaction, who: Person, asked: str, *functions: str) -> CityConfigured:
    """The city that a page is about: the one asked for, that of a form that was not taken, or the first of one's own.
    Raises NotFound."""
    attempted = next(iter(screen.attempt.values.get("city", ())), "") if screen.attempt else ""
    cities = who.cities_with(*(functions or (ADMIN, AUDITOR)), city=asked or attempted or None)
    return await place(screen, tx, cities[0])


async def _scopes(tx: Transaction, city: CityConfigured, usaha: UUID | None, seal: Seal) -> dict[str, Any]:
    """For what functions may be given: the business that a form is opened for, and the retailers that somebody speaks
    for already. Raises NotFound for a business of another city."""
    business = await store.get_business(tx.connection, usaha, seal) if usaha else None
    if business is not None and business.city != city.city:
        raise NotFound(f"business {usaha}")
    speaking = await assignments.list_holders(tx.connection, [RETAILER], city.city, tx.now)
    retailers = sorted({each.scope for each in speaking if each.scope})
    return {"city_code": city.city, "functions": FUNCTIONS, "business": business, "retailers": retailers}


async def _names(tx: Transaction, subjects: Sequence[str], seal: Seal) -> dict[str, str]:
    """What people are called, where the city knows how to reach them."""
    contacts = await store.list_contacts(tx.connection, subjects, seal)
    return {contact.subject: contact.name for contact in reversed(contacts)}


def _choices(who: Person, known: dict[str, CityConfigured]) -> list[tuple[str, str]]:
    return [(city, known[city].name) for city in who.cities_with(ADMIN, AUDITOR) if city in known]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _noon(day: date, city: CityConfigured, now: datetime) -> datetime:
    """This moment for today, and the middle of any other day."""
    return now if day == local_day(now, city) else datetime.combine(day, time(12), ZoneInfo(city.time_zone))
