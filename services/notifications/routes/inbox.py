"""One's own messages, page by page; Beranda shows the newest of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from fastapi import Response

from services.notifications.routes import messages
from services.notifications.routes.home import at_home, show_home
from services.notifications.routes.rights import AnySignedIn, Search, pages
from services.notifications.routes.taken import heads
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING
from shared.pages import Shown
from shared.people import assignments
from shared.people.days import timestamp
from shared.web import Tx, Who

PAGE = 50
State = Literal["", "belum-dibaca"]


@pages.get("/pesan", dependencies=AnySignedIn)
async def show_messages(
    screen: Shown,
    tx: Tx,
    who: Who,
    cari: Search = "",
    keadaan: State = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """What I was told, newest first."""
    limit = EVERYTHING if unduh else PAGE + 1
    found = await messages.list_told(
        tx, who, screen.language, unread=bool(keadaan), search=cari, after=setelah, limit=limit
    )
    cities = await assignments.list_cities(tx.connection)
    home = at_home(who, cities)
    if unduh:
        return await screen.csv("pesan", heads(screen, "at", "city", "title", "body", "read_at"), _rows(found, cities))
    return screen.page(
        "messages.html",
        messages=found[:PAGE],
        after=found[PAGE - 1]["id"] if len(found) > PAGE else None,
        **home,
    )


@pages.form("/pesan/{id:uuid}/dibaca", shows=show_home, dependencies=AnySignedIn)
async def mark_read(
    id: UUID,
    screen: Shown,
    tx: Tx,
    who: Who,
    dari: Literal["beranda", "pesan"] = "beranda",
    cari: Search = "",
    keadaan: State = "",
    setelah: UUID | None = None,
) -> Response:
    """I have read a message; on to where it stood, as it was filtered there."""
    await messages.mark_read(id, tx, who)
    asked = {"cari": cari, "keadaan": keadaan, "setelah": str(setelah or "")}
    return screen.see(f"/notifications/{dari}", **{name: said for name, said in asked.items() if said})


def _rows(messages: Sequence[Mapping[str, Any]], cities: Mapping[str, CityConfigured]) -> Iterator[list[Any]]:
    """Each message with its moments by the clock of its city."""
    for message in messages:
        city, read_at = cities.get(message["city"]), message["read_at"]
        yield [
            timestamp(message["at"], city),
            message["city"],
            message["title"],
            message["body"],
            timestamp(read_at, city) if read_at else None,
        ]
