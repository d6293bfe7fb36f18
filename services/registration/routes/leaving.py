"""Signing out, for all services at once."""

from datetime import UTC, datetime

from fastapi import Request, Response

from services.registration.routes.rights import AnySignedIn, pages
from shared.events.registration import SignedOut
from shared.pages import Shown
from shared.pages.route import House
from shared.people import sessions
from shared.people.code_flow import CodeFlow
from shared.web import Context, Tx, Who


@pages.get("/keluar", dependencies=AnySignedIn)
async def ask_to_sign_out(screen: Shown) -> Response:
    """Ask once, for other services' pages only link here."""
    return screen.page("sign_out.html")


@pages.form("/keluar", shows=ask_to_sign_out, dependencies=AnySignedIn)
async def sign_out(request: Request, screen: Shown, tx: Tx, who: Who) -> Response:
    """End every session of this person: here at once, elsewhere when it is heard, and at the provider."""
    house, context = request.app.state.pages, request.app.state.context
    assert isinstance(house, House)
    assert isinstance(context, Context)
    assert screen.session is not None
    at = datetime.now(UTC)
    id_token = await sessions.delete(tx.connection, screen.session.secret)
    await sessions.delete_all(tx.connection, subject=who.subject, before=at)
    await tx.publish(SignedOut(subject=who.subject, signed_out_at=at))
    flow = CodeFlow.of("registration", house.settings, context.provider)
    response = screen.see(await flow.sign_out_url(id_token, f"{house.settings.public_url.rstrip('/')}/"))
    response.headers["clear-site-data"] = '"cookies"'
    return response
