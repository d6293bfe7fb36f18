"""Who may meet what: the router that all routes of registration share, and whose things a person may see or change."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query

from services.registration import domain, settings, store
from services.registration.domain import Business, Contact, Point, Product, What
from services.registration.store import Wanted
from shared import database, web
from shared.errors import NotFound
from shared.events import reasons
from shared.events.curation import Correction
from shared.events.registration import CityConfigured, FunctionAssigned
from shared.messaging.transaction import Transaction
from shared.pages import Pages, Screen
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import ADMIN, ASSISTANT, AUDITOR, OFFICERS, OWNER, RETAILER, VERIFIERS
from shared.sealing import Seal
from shared.web import Allowed

router = web.router("registration")
pages = Pages(
    "registration",
    speaks_of={
        "business-name-missing": "name",
        "business-too-large": "turnover",
        "amount-negative": "turnover",
        "district-malformed": "district_code",
        "district-not-in-city": "district_code",
        "withdrawal-reason-missing": "reason",
        "correction-reason-missing": "reason",
        "correction-reason-names-number": "reason",
        "correction-changes-nothing": "nib",
        "contact-name-missing": "name",
        "retailer-code-malformed": "scope",
        "until-not-after-since": "until",
        "photo-missing": "foto",
        "photo-unreadable": "foto",
        "photo-too-large": "foto",
        "photo-too-fine": "foto",
        "photo-too-many": "foto",
        "consent-missing": "agrees",
        "consent-text-changed": "agrees",
        "consent-channel-unknown": "channel",
        "consent-in-the-future": "given_on",
    },
)
AnySignedIn = [Depends(Allowed())]
OwnerOrAssistant = [Depends(Allowed(OWNER, ASSISTANT))]
Verifier = [Depends(Allowed(*VERIFIERS))]
Reader = [Depends(Allowed(OWNER, ASSISTANT, *OFFICERS))]
ReaderOrRetailer = [Depends(Allowed(OWNER, ASSISTANT, *OFFICERS, RETAILER))]
Admin = [Depends(Allowed(ADMIN))]
AdminOrAuditor = [Depends(Allowed(ADMIN, AUDITOR))]


async def _seal() -> Seal:
    return settings.seal()


Sealed = Annotated[Seal, Depends(_seal)]
Language = web.Language


async def _wanted(
    search: Annotated[str, Query(max_length=100, description="Part of a name, or a whole NIB")] = "",
    district: Annotated[str | None, Query(max_length=8, description="Kemendagri code of a kecamatan")] = None,
    scale: Annotated[str | None, Query(max_length=20, description="mikro, kecil or menengah")] = None,
) -> Wanted:
    return Wanted(search, district, scale)


Narrowed = Annotated[Wanted, Depends(_wanted)]
Subject = Annotated[str, Path(max_length=255, pattern="^[^\\x00-\\x1f]+$")]


async def known_city(tx: Transaction, code: str) -> CityConfigured:
    """A city that uses Gerai. Raises Refused."""
    return domain.require_city(await assignments.find_city(tx.connection, code))


async def place(screen: Screen, tx: Transaction, code: str) -> CityConfigured:
    """Have a page be about a city: its colours, its time. Raises Refused."""
    city = await known_city(tx, code)
    districts = [(district.code, district.name) for district in city.districts]
    screen.give(city=city, zone=ZoneInfo(city.time_zone), districts=districts)
    return city


async def today_in(tx: Transaction, city: str) -> date:
    """Which day it is in a city."""
    return local_day(tx.now, await known_city(tx, city))


async def enter_all_cities(tx: Transaction) -> None:
    """For what one person has in whichever city; whoever calls it asks for that person's rows alone."""
    await database.enter_cities(tx.connection, frozenset(await assignments.list_cities(tx.connection)))


async def known_everywhere(
    tx: Transaction, who: Person, subject: str | None, seal: Seal
) -> tuple[list[Contact], list[FunctionAssigned]]:
    """How a person is reached, and what they hold, in every city, held until the transaction ends; the transaction
    then sees `who`'s cities again."""
    subjects = [subject] if subject else []
    await store.lock_people(tx.connection, subjects)
    await enter_all_cities(tx)
    contacts = await store.list_contacts(tx.connection, subjects, seal)
    held = await store.list_held(tx.connection, subjects, tx.now)
    await database.enter_cities(tx.connection, who.cities)
    return contacts, held


def acts_for(who: Person, business: Business) -> str | None:
    """By which function a person may act for a business: as its owner, or as a pendamping of its city."""
    by = who.find(OWNER, city=business.city, scope=str(business.id)) or who.find(ASSISTANT, city=business.city)
    return by.function if by else None


def require_own(who: Person, business: Business) -> str:
    """By which function a person acts for a business. Raises NotFound, for others' things are not even confirmed."""
    function = acts_for(who, business)
    if function is None:
        raise NotFound(f"business {business.id}")
    return function


async def record(
    tx: Transaction, who: Person, what: What, business: Business, products: Sequence[Product | None] = (None,)
) -> None:
    """Keep that a person did this to a business, or to these products of it, and by which function they may."""
    function = require_own(who, business)
    entries = domain.record_entries(
        what, business, products, ids=tx.ids, entered_by=who.subject, entered_as=function, at=tx.now
    )
    await store.insert_entries(tx.connection, entries)


def verifies(who: Person, business: Business) -> str | None:
    """By which function a person corrects the numbers of a business, if by any."""
    by = who.find(*VERIFIERS, city=business.city)
    return by.function if by else None


def require_readable(who: Person, business: Business) -> None:
    """Whoever acts for a business reads it, and so do the officers of its city. Raises NotFound."""
    if not who.holds(*OFFICERS, city=business.city):
        require_own(who, business)


def may_name(who: Person, business: Business) -> bool:
    """Whether a person who reads a business may see what it is called, whose it is and what it earns."""
    return domain.may_be_named(business, own=acts_for(who, business) == OWNER)


def require_admin(who: Person, city: str) -> None:
    """Another city's functions are not even confirmed. Raises NotFound."""
    if not who.holds(ADMIN, city=city):
        raise NotFound(f"city {city}")


def owned_by(who: Person) -> list[UUID]:
    """The businesses that a person owns."""
    return [UUID(a.scope) for a in who.assignments if a.function == OWNER and a.scope]


def told_corrections(corrections: Iterable[Correction], language: str) -> tuple[Correction, ...]:
    """Corrections as people read them, unless somebody wrote them."""
    return tuple(
        each.model_copy(update={"text": reasons.tell(each.text, language, each.code, each.values)})
        for each in corrections
    )


def told(points: Iterable[Point], language: str) -> list[dict[str, Any]]:
    """Points as people read them."""
    return [{"field": p.field, "code": p.code, "message": p.say(language)} for p in points]
