"""The retailers of a city."""

from typing import Annotated, Any

from fastapi import Query

from services.agreements import domain, store
from services.agreements.domain import Retailer
from services.agreements.forms import RetailerForm
from services.agreements.routes.rights import READ_OFFERS, Admin, AnyReader, require_held, router, sight_of
from shared.people.functions import ADMIN
from shared.web import Tx, Who


@router.post("/retailers", status_code=201, dependencies=Admin)
async def register_retailer(form: RetailerForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Let a retailer be known to the city, or change what is known of it."""
    require_held(who, form.city, ADMIN)
    city = await store.get_city(tx.connection, form.city)
    retailer = domain.register_retailer(
        city=city.city,
        code=form.code,
        legal_name=form.legal_name,
        branches=[branch.branch() for branch in form.branches],
        before=await store.lock_retailer(tx.connection, city.city, form.code),
    )
    await store.save_retailer(tx.connection, retailer)
    return _shown(retailer)


@router.get("/retailers", dependencies=AnyReader)
async def list_retailers(
    tx: Tx,
    who: Who,
    city: Annotated[str, Query(pattern="^[a-z0-9]+$")],
    after: Annotated[str, Query(pattern="^[a-z0-9]*$", description="The code of the last one seen")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[dict[str, Any]]:
    """The retailers of a city in which one holds a function."""
    sight_of(who, city, all_for=READ_OFFERS)
    return [_shown(r) for r in await store.list_retailers(tx.connection, city, after=after, limit=limit)]


def _shown(retailer: Retailer) -> dict[str, Any]:
    """As its form takes it, so that it may be sent in again."""
    return {
        "city": retailer.city,
        "code": retailer.code,
        "legal_name": retailer.legal_name,
        "branches": [{"code": branch.code, "name": branch.name} for branch in retailer.branches],
    }
