"""The first page, which anybody may see, and everybody's own: Beranda."""

from fastapi import Response

from services.notifications import settings
from services.notifications.routes import messages
from services.notifications.routes.rights import Anybody, AnySignedIn, pages
from shared.pages import Shown
from shared.web import Tx, Who


@pages.get("/", dependencies=Anybody)
async def show_start(screen: Shown) -> Response:
    """What Gerai is, and the way in; in a demonstration, as whom."""
    return screen.page("start.html", accounts=settings.demo_accounts())


@pages.get("/beranda", dependencies=AnySignedIn)
async def show_home(screen: Shown, tx: Tx, who: Who) -> Response:
    """One's own messages."""
    return screen.page("home.html", messages=await messages.list_inbox(tx, who, limit=20))
