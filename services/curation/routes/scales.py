"""What a city scores by: every version of its rubric, and the form for the next one."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.curation.forms import MOST, RubricForm
from services.curation.routes import rubrics
from services.curation.routes.rights import AnyAdmin, AnyOfficer, here, pages
from shared.pages import Screen, Shown, sent
from shared.people import assignments
from shared.people.functions import ADMIN, OFFICERS
from shared.web import Tx, Who

City = Annotated[str, Query(pattern="^[a-z0-9]*$")]


@pages.get("/rubrik", dependencies=AnyOfficer)
async def show_rubrics(screen: Shown, tx: Tx, who: Who, kota: City = "") -> Response:
    """The rubric in use, earlier ones, and for the city's admin the next one to set."""
    codes = who.cities_with(*OFFICERS, city=kota or _attempted(screen) or None)
    versions = await rubrics.list_rubrics(tx, who, codes[0], limit=500)
    known = await assignments.list_cities(tx.connection)
    return screen.page(
        "rubrics.html",
        code=codes[0],
        versions=versions[::-1],
        rows=range(min(MOST, len(versions[-1]["criteria"]) + 3)),
        sets=who.holds(ADMIN, city=codes[0]),
        cities=[known[code] for code in who.cities_with(*OFFICERS) if code in known],
        **here(known.get(codes[0])),
    )


@pages.form("/rubrik", shows=show_rubrics, dependencies=AnyAdmin)
async def set_rubric(
    screen: Shown, tx: Tx, who: Who, form: Annotated[RubricForm, Depends(sent(RubricForm))]
) -> Response:
    """The next version."""
    await rubrics.set_rubric(form, tx, who)
    return screen.see("/curation/rubrik", "rubrik-ditetapkan", kota=form.city)


def _attempted(screen: Screen) -> str:
    """The city of a form that was not taken."""
    return next(iter(screen.attempt.values.get("city", ())), "") if screen.attempt else ""
