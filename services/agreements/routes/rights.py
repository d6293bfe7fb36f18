"""Who may meet what: the router that all routes of agreements share, what a person may see, and for whom they speak."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from services.agreements import store
from services.agreements.domain import BUSINESS_PARTY, CITY_PARTY, OFFICES, Pks, Speaker, label, names_of
from services.agreements.store import Sight
from shared import web
from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.messaging.transaction import Transaction
from shared.pages import Pages, Screen
from shared.people import assignments
from shared.people.assignments import Assignment, Person
from shared.people.days import local_day
from shared.people.functions import ADMIN, ASSISTANT, LEGAL, MAYOR, OFFICERS, OWNER, RETAILER
from shared.web import Allowed

router = web.router("agreements")
pages = Pages(
    "agreements",
    speaks_of={
        "mou-title-missing": "title",
        "mou-body-missing": "body",
        "mou-changes-missing": "changes",
        "mou-comment-missing": "text",
        "mou-term-reversed": "until",
        "mou-term-over": "until",
        "mou-number-missing": "number",
        "number-taken": "number",
        "mou-end-reason-missing": "reason",
        "pks-reason-missing": "reason",
        "answer-reason-missing": "reason",
        "capacity-exceeded": "terms-units_per_store_and_month",
        "quantity-not-positive": "terms-units_per_store_and_month",
        "minimum-order-too-high": "terms-minimum_order",
        "price-not-positive": "terms-price",
        "percent-too-high": "terms-margin_percent",
        "trading-terms-too-high": "terms-trading_terms_percent",
        "listing-fee-too-high": "terms-listing_fee",
        "listing-fees-too-high": "terms-listing_fee",
        "scheme-unknown": "terms-scheme",
        "returns-unknown": "terms-returns",
        "stores-missing": "terms-stores",
        "stores-repeated": "terms-stores",
        "store-unknown": "terms-stores",
        "store-agreed-already": "terms-stores",
        "pks-term-reversed": "terms-until",
        "pks-term-over": "terms-until",
        "retailer-code-malformed": "code",
        "retailer-code-reserved": "code",
        "retailer-known": "code",
        "legal-name-missing": "legal_name",
        "branch-incomplete": "branches",
        "branch-twice": "branches",
    },
)
READ_OFFERS = (*OFFICERS, ASSISTANT)
"""Who reads every offer and agreement of their city; memoranda are the officers' own."""
AnyReader = [Depends(Allowed(*READ_OFFERS, RETAILER, OWNER))]
OfficerOrRetailer = [Depends(Allowed(*OFFICERS, RETAILER))]
Office = [Depends(Allowed(*OFFICES))]
OfficeOrRetailer = [Depends(Allowed(*OFFICES, RETAILER))]
Commentator = [Depends(Allowed(*OFFICES, MAYOR, RETAILER))]
MouSigner = [Depends(Allowed(MAYOR, RETAILER))]
MayorOrLegal = [Depends(Allowed(MAYOR, LEGAL))]
Retailer = [Depends(Allowed(RETAILER))]
RetailerOrOwner = [Depends(Allowed(RETAILER, OWNER))]
Admin = [Depends(Allowed(ADMIN))]
Officer = [Depends(Allowed(*OFFICERS))]

Chosen = Annotated[str, Query(pattern="^[a-z0-9-]*$")]
"""A filter of a list: a city, a retailer, a state; empty for all."""
Search = Annotated[str, Query(max_length=100)]
Language = web.Language


def sight_of(who: Person, city: str | None = None, *, all_for: Sequence[str] = OFFICERS) -> Sight:
    """What a person may see, of one city or of all in which they hold a function; all of a city for some functions.
    Raises NotFound for nothing."""
    held = [a for a in who.assignments if city in (None, a.city)]
    sight = Sight(
        cities=sorted({a.city for a in held}),
        officer_in=sorted({a.city for a in held if a.function in all_for}),
        retailers=[(a.city, a.scope) for a in held if a.function == RETAILER and a.scope],
        businesses=[(a.city, UUID(a.scope)) for a in held if a.function == OWNER and a.scope],
    )
    if sight.nothing:
        raise NotFound(f"anything in {city}")
    return sight


def require_seen(
    who: Person,
    city: str,
    *,
    retailers: Sequence[str],
    business_id: UUID | None = None,
    all_for: Sequence[str] = OFFICERS,
) -> None:
    """These functions of its city see a thing, and the retailers and the business that it concerns. Raises NotFound."""
    if not sight_of(who, city, all_for=all_for).includes(city, retailers=retailers, business_id=business_id):
        raise NotFound(f"something of {city}")


def require_held(who: Person, city: str, *functions: str) -> Assignment:
    """By which of these functions a person acts in a city. Raises NotFound."""
    held = who.find(*functions, city=city)
    if held is None:
        raise NotFound(f"something of {city}")
    return held


def find_parties(
    who: Person, city: str, *, functions: Sequence[str] = (), retailers: Sequence[str] = ()
) -> dict[str, Assignment]:
    """The offices, the city (its mayor) and the retailers that a person speaks for, each with what they speak by."""
    offices = {CITY_PARTY if function == MAYOR else function: who.find(function, city=city) for function in functions}
    chains = {code: who.find(RETAILER, city=city, scope=code) for code in retailers}
    return {party: held for party, held in (offices | chains).items() if held}


def list_speakers(
    who: Person, city: CityConfigured, *, functions: Sequence[str] = (), retailers: Sequence[str] = ()
) -> list[Speaker]:
    """The same, as they sign."""
    found = find_parties(who, city.city, functions=functions, retailers=retailers)
    return [Speaker(party, who.subject, held.signs_as(city)) for party, held in found.items()]


async def speakers_of(
    tx: Transaction, who: Person, city: str, *, functions: Sequence[str] = (), retailers: Sequence[str] = ()
) -> list[Speaker]:
    """The same. Raises NotFound for none."""
    found = list_speakers(who, await store.get_city(tx.connection, city), functions=functions, retailers=retailers)
    if not found:
        raise NotFound(f"something of {city}")
    return found


def require_chain(who: Person, city: str, retailer: str) -> None:
    """That a person speaks for a retailer. Raises NotFound."""
    if not find_parties(who, city, retailers=[retailer]):
        raise NotFound(f"something of {city}")


def parties_of(who: Person, pks: Pks) -> list[Speaker]:
    """The sides of an agreement that a person speaks for. Raises NotFound for none."""
    found = list_parties(who, pks)
    if not found:
        raise NotFound(f"agreement {pks.id}")
    return found


def list_parties(who: Person, pks: Pks) -> list[Speaker]:
    """The same, where it may be none. Neither is an office of the city's, so none of its titles is theirs."""
    owner = who.find(OWNER, city=pks.city, scope=str(pks.business_id))
    business = [Speaker(BUSINESS_PARTY, who.subject, owner.signs_as(None))] if owner else []
    retailer = who.find(RETAILER, city=pks.city, scope=pks.retailer)
    chain = [Speaker(pks.retailer, who.subject, retailer.signs_as(None))] if retailer else []
    return chain + business


async def cities_of(tx: Transaction, who: Person) -> dict[str, CityConfigured]:
    """The cities in which somebody holds a function, by code."""
    known = await assignments.list_cities(tx.connection)
    return {code: known[code] for code in sorted(who.cities) if code in known}


async def names_in(tx: Transaction, cities: Iterable[CityConfigured]) -> dict[str, dict[str, str]]:
    """What people read for the parties of each of these cities, by its code."""
    return {city.city: names_of(city, await store.list_retailers(tx.connection, city.city)) for city in cities}


def chains_in(names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The retailers of these cities by code, for a filter."""
    offices = {*OFFICES, CITY_PARTY}
    return {code: name for city in names.values() for code, name in city.items() if code not in offices}


def here(screen: Screen, city: CityConfigured | None) -> dict[str, Any]:
    """How states are called on a page, and what it is painted and timed by if it is about one city."""
    of_city = {"city": city, "zone": ZoneInfo(city.time_zone)} if city else {}
    return {"label": partial(label, language=screen.language)} | of_city


async def today_in(tx: Transaction, city: str) -> date:
    """Which day it is in a city."""
    return local_day(tx.now, await store.get_city(tx.connection, city))
