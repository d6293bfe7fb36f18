"""A case on one page: the product with all that is known of it, and a department's sheet to fill in."""

from itertools import pairwise
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Response

from services.curation import domain, store
from services.curation.domain import Department
from services.curation.forms import FulfilmentForm, ReviewForm
from services.curation.routes import cases
from services.curation.routes.rights import (
    AnyCurator,
    AnyOfficer,
    curates,
    here,
    offices_in,
    pages,
    require_held,
    rubric_of,
)
from shared.events import reasons
from shared.events.registration import CityConfigured, ProductFacts
from shared.law.licences import has_ended
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.pages.navigation import trail_of
from shared.people import assignments
from shared.people.days import local_day
from shared.people.functions import OFFICERS
from shared.web import Tx, Who


@pages.get("/berkas/{product_id:uuid}", dependencies=AnyOfficer)
async def show_case(
    product_id: UUID, screen: Shown, tx: Tx, who: Who, dinas: Literal["", "diskop", "disperindag"] = ""
) -> Response:
    """Everything about a case, and the sheet of the department that a curator speaks for."""
    case = await cases.show_case(product_id, tx, who, screen.language)
    require_held(who, *OFFICERS, city=case["city"])
    city = await assignments.find_city(tx.connection, case["city"])
    line = await store.get_line(tx.connection, product_id)
    held = curates(who, case["city"])
    department = _department(held, line.awaited, asked=dinas or _attempted(screen)) if line.awaited else None
    in_force = {review["department"]: review for review in case["reviews"] if review["in_force"]}
    offices = offices_in(city)
    return screen.page(
        "case.html",
        case=case,
        path_of_case=f"/curation/berkas/{product_id}",
        held=list(held),
        department=department,
        last=in_force.get(department),
        awaited=[offices[each] for each in line.awaited],
        offices=offices,
        earlier=_asked_before(case),
        usual={text: reasons.tell(text, screen.language, code) for text, code in domain.USUAL_CORRECTIONS.items()},
        criteria={criterion["code"]: criterion["name"] for criterion in case["rubric"]["criteria"]},
        filled_in=_filled_in(screen),
        trail=trail_of(who, product_id, city=case["city"]),
        weights={f"scores-{c['code']}": c["weight"] for c in case["rubric"]["criteria"]},
        **await _judged(tx, case),
        **_product(tx, case, city),
        **here(city),
    )


@pages.form("/berkas/{product_id:uuid}/penilaian", shows=show_case, dependencies=AnyCurator)
async def review_case(
    product_id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[ReviewForm, Depends(sent(ReviewForm))]
) -> Response:
    """A department's sheet; what is ticked of earlier corrections keeps the field that it is about."""
    case = await cases.show_case(product_id, tx, who, screen.language)
    earlier = {correction["text"]: correction["field"] for correction in case["earlier_corrections"]}
    told = await cases.review_case(product_id, form.with_fields(earlier), tx, who)
    news = "diputuskan" if told["outcome"] else "menunggu-ulang" if told["awaits"] else "dinilai"
    return screen.see(f"/curation/berkas/{product_id}", news)


@pages.form("/berkas/{product_id:uuid}/syarat/{condition_id:uuid}", shows=show_case, dependencies=AnyCurator)
async def fulfil_condition(
    product_id: UUID,
    condition_id: UUID,
    screen: Shown,
    tx: Tx,
    who: Who,
    form: Annotated[FulfilmentForm, Depends(sent(FulfilmentForm))],
) -> Response:
    """A condition is met."""
    await cases.fulfil_condition(product_id, condition_id, form, tx, who)
    return screen.see(f"/curation/berkas/{product_id}", "syarat-dipenuhi")


def _asked_before(case: dict[str, Any]) -> dict[str, str]:
    """What officers asked for at the revision before, by the text that is sent when it is ticked again. What the system
    found it finds again by itself."""
    officers = [each for each in case["earlier_corrections"] if each["code"] in (None, *reasons.USUAL)]
    return {reasons.tell(each["text"], "id", each["code"]): each["text"] for each in officers}


def _attempted(screen: Screen) -> str:
    """The department for which a sheet was sent that was not taken."""
    return next(iter(screen.attempt.values.get("department", ())), "") if screen.attempt else ""


def _filled_in(screen: Screen) -> set[str]:
    """The lists of a sheet that was not taken in which something was filled in."""
    values = screen.attempt.values if screen.attempt else {}
    return {name.partition("-")[0] for name, said in values.items() if any(said)}


def _department(held: Any, awaited: Any, *, asked: str) -> Department | None:
    """For which department a curator fills in a sheet: the one asked for, else one that is awaited."""
    named = [department for department in held if department == asked]
    waiting = [department for department in held if department in awaited]
    return next(iter([*named, *waiting, *held]), None)


async def _judged(tx: Transaction, case: dict[str, Any]) -> dict[str, Any]:
    """What each review of this revision comes to."""
    rubric = await rubric_of(tx, case["city"], case["rubric"]["version"])
    return {
        "points": {
            (review["department"], review["number"]): domain.score(rubric, [review["scores"]])
            for review in case["reviews"]
        }
    }


def _product(tx: Transaction, case: dict[str, Any], city: CityConfigured | None) -> dict[str, Any]:
    """The sheet under judgement, which of its licences have ended, and what each revision changed that was judged."""
    today = local_day(tx.now, city) if city else tx.now.date()
    product = ProductFacts.model_validate(case["submission"]) if case["submission"] else None
    judged = {past["revision"]: ProductFacts.model_validate(past["submission"]) for past in case["history"]}
    sheets = sorted((judged | ({case["revision"]: product} if product else {})).items())
    return {
        "today": today,
        "product": product,
        "licences": [(each, has_ended(each, on=today)) for each in product.licences] if product else [],
        "changes": {revision: domain.compare(before, after) for (_, before), (revision, after) in pairwise(sheets)},
    }
