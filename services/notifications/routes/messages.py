"""One's own inbox, a city's log of deliveries, and the trail of what was announced, as JSON."""

from functools import partial
from typing import Any, Literal
from uuid import UUID

from services.notifications import domain, store
from services.notifications.routes.rights import AdminOrAuditor, AnySignedIn, Limit, OfficerOrOwner, Search, router
from shared.errors import NotFound
from shared.messaging.transaction import Transaction
from shared.people.assignments import Person
from shared.people.functions import ADMIN, AUDITOR, OFFICERS, OWNER
from shared.web import Language, OfCity, Tx, Who


@router.get("/inbox", dependencies=AnySignedIn)
async def list_inbox(
    tx: Tx, who: Who, unread: bool = False, search: Search = "", after: UUID | None = None, limit: Limit = 200
) -> list[dict[str, Any]]:
    """What I was told, newest first, in the language that I want to be told in; `search` is part of a title."""
    language = await store.find_language(tx.connection, who.subject)
    return await list_told(tx, who, language, unread=unread, search=search, after=after, limit=limit)


async def list_told(
    tx: Transaction,
    who: Person,
    language: str,
    *,
    unread: bool = False,
    search: str = "",
    after: UUID | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """The same in a language."""
    return await store.list_inbox(
        tx.connection,
        who.subject,
        language,
        cities=_held_in(who),
        unread=unread,
        search=search,
        after=after,
        limit=limit,
    )


@router.post("/inbox/{id}/read", dependencies=AnySignedIn)
async def mark_read(id: UUID, tx: Tx, who: Who) -> dict[str, Any]:
    """I have read a message."""
    return {"id": id, "read_at": await store.save_read(tx.connection, id, who.subject, _held_in(who), tx.now)}


@router.get("/deliveries", dependencies=AdminOrAuditor)
async def list_deliveries(
    tx: Tx,
    who: Who,
    city: OfCity = None,
    status: Literal["waiting", "sent", "failed"] | None = None,
    search: Search = "",
    after: UUID | None = None,
    limit: Limit = 200,
) -> list[dict[str, Any]]:
    """Who was told, and who could not be, newest first; `search` is part of the account of who was told."""
    cities = who.cities_with(ADMIN, AUDITOR, city=city)
    found = await store.list_deliveries(tx.connection, cities, status=status, search=search, after=after, limit=limit)
    return [dict(row) for row in found]


@router.get("/trails/{id}", dependencies=OfficerOrOwner)
async def show_trail(
    id: UUID,
    tx: Tx,
    who: Who,
    language: Language,
    city: OfCity = None,
    notices: bool = True,
    search: Search = "",
    after: UUID | None = None,
    limit: Limit = 200,
) -> list[dict[str, Any]]:
    """Everything that was announced about a product, business, MoU, offer or PKS, in order; `search` is part of what
    happened or of by whom. Without `notices`, what only says that somebody was told is left out."""
    if city is not None:
        who.cities_with(*OFFICERS, OWNER, city=city)
    sight = store.Sight(who.cities_with(*OFFICERS), who.cities_with(OWNER), _businesses(who))
    look_for = partial(store.list_trail, tx.connection, id, sight, language=language, city=city)
    lines = await look_for(notices=notices, search=search, after=None if after is None else str(after), limit=limit)
    if not lines and after is None and not await look_for(notices=True, search="", after=None, limit=1):
        raise NotFound(f"trail {id}")
    return [_shown(line) for line in lines]


def _held_in(who: Person) -> list[str]:
    """Where this person holds anything."""
    return sorted({assignment.city for assignment in who.assignments})


def _businesses(who: Person) -> list[UUID]:
    """The businesses that are this person's."""
    ids = (domain.id_in(a.scope) for a in who.assignments if a.function == OWNER)
    return [id for id in ids if id is not None]


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the trail, with the service that announced it."""
    return {name: line[name] for name in line if name != "source"} | {"by": line["source"].rpartition("/")[2]}
