"""Who asks: people who hold one function, here or elsewhere, and some who hold what does not help them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.events.registration import CityConfigured, FunctionAssigned, Office
from shared.people.functions import ASSISTANT, AUDITOR, FUNCTIONS, OWNER, RETAILER
from tests.access.evil import EVIL

HERE, ELSEWHERE = "ambon", "kediri"
CITIES = tuple(
    CityConfigured(
        city=city,
        name=f"Kota {city.capitalize()}",
        region_code=region,
        time_zone=zone,
        offices=(Office(role="diskop", name="Dinas Koperasi dan UKM", head="Kepala Dinas"),),
    )
    for city, region, zone in ((HERE, "81.71", "Asia/Jayapura"), (ELSEWHERE, "35.71", "Asia/Jakarta"))
)
BESIDES = (RETAILER, ASSISTANT, AUDITOR)
"""What people may hold here beside a function elsewhere."""
RETAILER_HERE, OTHER_RETAILER = "alfamidi", "indomaret"
OTHER_BUSINESS = UUID("018f0000-0000-7000-8000-00000000000f")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = "tanpa fungsi"
"""Signed in, without any function."""


def holder(function: str, city: str = HERE) -> str:
    """Who holds this function alone, in one city alone; a business or retailer is always that of the things here."""
    return f"{function} di {city}"


def holder_elsewhere_but_here(function: str, besides: str) -> str:
    """Who holds this function elsewhere and another one here, so that the database shows them what is here."""
    return f"{function} di {ELSEWHERE}, {besides} di {HERE}"


def other_holder(function: str) -> str:
    """Who holds the function here, for another business or retailer."""
    return f"{function} lain"


def assigned(subject: str, function: str, city: str, scope: str | None) -> FunctionAssigned:
    """Somebody holds a function since the year began, under a hostile title."""
    return FunctionAssigned(
        city=city,
        assignment_id=uuid4(),
        subject=subject,
        function=function,
        scope=scope,
        since=SINCE,
        title=f"sebutan {EVIL}",
    )


def everybody(business: str) -> list[FunctionAssigned]:
    """All of these people, where this is the business here."""
    return list(_everybody({OWNER: business, RETAILER: RETAILER_HERE}))


def _everybody(scopes: Mapping[str, str]) -> Iterator[FunctionAssigned]:
    for function in FUNCTIONS:
        scope = scopes.get(function)
        yield assigned(holder(function), function, HERE, scope)
        yield assigned(holder(function, ELSEWHERE), function, ELSEWHERE, scope)
        for besides in BESIDES:
            subject = holder_elsewhere_but_here(function, besides)
            yield assigned(subject, function, ELSEWHERE, scope)
            yield assigned(subject, besides, HERE, scopes.get(besides))
    yield assigned(other_holder(OWNER), OWNER, HERE, str(OTHER_BUSINESS))
    yield assigned(other_holder(RETAILER), RETAILER, HERE, OTHER_RETAILER)
