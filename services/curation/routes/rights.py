"""Who may meet what: the router and the pages that all routes of curation share, and whose cases a person reads or
judges."""

from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Depends

from services.curation import domain, store
from services.curation.domain import SUGGESTED, Case, Department, Rubric
from shared import web
from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.messaging.transaction import Transaction
from shared.pages import Pages
from shared.people.assignments import Assignment, Person
from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISKOP, CURATOR_DISPERINDAG, OFFICERS, OWNER, office_name
from shared.web import Allowed

CURATORS = {Department.DISKOP: CURATOR_DISKOP, Department.DISPERINDAG: CURATOR_DISPERINDAG}

router = web.router("curation")
pages = Pages(
    "curation",
    speaks_of={
        "score-out-of-range": "scores",
        "due-in-the-past": "conditions",
        "due-too-far": "conditions",
        "weights-not-100": "criteria",
        "weight-not-positive": "criteria",
        "minimum-out-of-range": "criteria",
        "criterion-unnamed": "criteria",
        "criterion-twice": "criteria",
        "rubric-empty": "criteria",
    },
)
AnyOfficer = [Depends(Allowed(*OFFICERS))]
AnyReader = [Depends(Allowed(*OFFICERS, OWNER, ASSISTANT))]
AnyCurator = [Depends(Allowed(*CURATORS.values()))]
AnyAdmin = [Depends(Allowed(ADMIN))]
Language = web.Language


def require_held(who: Person, *functions: str, city: str) -> None:
    """Another city's things are not even confirmed. Raises NotFound."""
    if not who.holds(*functions, city=city):
        raise NotFound(f"city {city}")


def reads_as_officer(who: Person, case: Case) -> bool:
    """Whether an officer of the city asks who does not own the product; else it is the business or an assistant.
    Raises NotFound for all others."""
    officer, owns = who.holds(*OFFICERS, city=case.city), owns_product(who, case)
    if not (officer or owns or who.holds(ASSISTANT, city=case.city)):
        raise NotFound(f"case {case.product_id}")
    return officer and not owns


def owns_product(who: Person, case: Case) -> bool:
    """Whether the product is this person's own."""
    return case.business_id is not None and who.holds(OWNER, city=case.city, scope=str(case.business_id))


def curates(who: Person, city: str) -> dict[Department, Assignment]:
    """The departments that this person is a curator of in a city."""
    found = {department: who.find(function, city=city) for department, function in CURATORS.items()}
    return {department: assignment for department, assignment in found.items() if assignment}


def require_curator(who: Person, case: Case) -> dict[Department, Assignment]:
    """The departments for which this person judges a case. Raises NotFound when there is none, and Refused where the
    product is their own."""
    held = curates(who, case.city)
    if not held:
        raise NotFound(f"case {case.product_id}")
    domain.require_not_own(owns_product(who, case))
    return held


def offices_in(city: CityConfigured | None) -> dict[Department, str]:
    """What a city calls its departments."""
    return {department: office_name(city, department) for department in Department}


def here(city: CityConfigured | None) -> dict[str, Any]:
    """What a page about a city is painted and timed by."""
    return {"city": city, "zone": ZoneInfo(city.time_zone)} if city else {}


async def rubric_of(tx: Transaction, city: str, version: int) -> Rubric:
    """A version of a city's rubric."""
    return await store.find_rubric(tx.connection, city, version) or SUGGESTED
