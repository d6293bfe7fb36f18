"""What cities score by."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query

from services.curation import domain, store
from services.curation.forms import RubricForm
from services.curation.routes.rights import AnyAdmin, AnyOfficer, require_held, router
from shared.people import assignments
from shared.people.days import local_day
from shared.people.functions import ADMIN, OFFICERS
from shared.web import Tx, Who

Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/rubrics", dependencies=AnyOfficer)
async def list_rubrics(
    tx: Tx, who: Who, city: str, after: Annotated[int, Query(ge=0)] = 0, limit: Limit = 200
) -> list[dict[str, Any]]:
    """All versions of a city's rubric, oldest first; the last one is for the cases that are opened now."""
    require_held(who, *OFFICERS, city=city)
    rubrics = [domain.SUGGESTED, *await store.list_rubrics(tx.connection, city)]
    return [asdict(rubric) for rubric in rubrics if rubric.version > after][:limit]


@router.post("/rubrics", status_code=201, dependencies=AnyAdmin)
async def set_rubric(form: RubricForm, tx: Tx, who: Who) -> dict[str, Any]:
    """The city scores by another rubric, in cases that are opened from now on."""
    require_held(who, ADMIN, city=form.city)
    city = domain.require_city(await assignments.find_city(tx.connection, form.city))
    last = await store.list_rubric_versions(tx.connection, [form.city])
    rubric = domain.set_rubric(last.get(form.city), form.rules(), form.pass_mark, on=local_day(tx.now, city))
    await store.insert_rubric(tx.connection, form.city, rubric, who.subject)
    return {"version": rubric.version}
