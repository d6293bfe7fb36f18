"""A service with a page, a form and a public page, and browsers that come to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, Response
from jinja2 import ChoiceLoader, DictLoader

from shared import web
from shared.errors import Refused
from shared.forms import Amount, Form
from shared.pages import Everybody, Pages, Shown, sent
from shared.pages.front import add_pages
from shared.settings import Settings
from shared.web import Allowed, Tx, Who
from tests.web.browser import Browser
from tests.web.conftest import ROUTES

ORIGIN = "http://gerai"
PAGES = Pages("probe")


class NoteForm(Form):
    """What may be noted."""

    number: Amount
    text: str = ""


@PAGES.get("/catatan", dependencies=[Depends(Allowed())])
async def show_notes(screen: Shown, who: Who) -> Response:
    """The form."""
    return screen.page("probe.html", subject=who.subject)


@PAGES.form("/catatan", shows=show_notes, dependencies=[Depends(Allowed())])
async def note(tx: Tx, screen: Shown, form: Annotated[NoteForm, Depends(sent(NoteForm))]) -> Response:
    """Note an even number."""
    await tx.connection.execute("INSERT INTO effects (number, kind) VALUES ($1, 'noted')", form.number)
    if form.number % 2:
        raise Refused("number-odd", {"id": "Bilangan ganjil tidak diterima.", "en": "Odd numbers are refused."})
    return screen.see("/probe/catatan", "disimpan")


@PAGES.form("/catatan/{number:int}/kali", shows=show_notes, dependencies=[Depends(Allowed())])
async def multiply(number: int, by: int) -> Response:
    """Never, so far."""
    raise Refused("times-unknown", {"id": f"{number} kali {by} belum dapat dihitung.", "en": "Not yet."})


@PAGES.get("/umum", dependencies=[Depends(Everybody())])
async def show_public(screen: Shown) -> Response:
    """For everybody."""
    return screen.page("probe.html", subject="siapa saja")


TEMPLATE = """{% extends "layout.html" %}{% from "forms.html" import marks, number, text, send with context %}
{% block body %}<p id="who">{{ subject }}</p><form method="post" action="/probe/catatan">{{ marks() }}
{{ number("number", "Bilangan") }}{{ text("text", "Catatan") }}{{ send("Simpan") }}</form>{% endblock %}"""


def application(settings: Settings, pool: Any) -> FastAPI:
    app = web.application("probe", ROUTES, settings, pool)
    add_pages(app, "probe", PAGES, settings)
    environment = app.state.pages.templates.environment
    if not isinstance(environment.loader, ChoiceLoader):
        environment.loader = ChoiceLoader([DictLoader({"probe.html": TEMPLATE}), environment.loader])
    return app


@asynccontextmanager
async def open_browser(settings: Settings, pool: Any, person: str, origin: str = ORIGIN) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(application(settings, pool))
    async with (
        httpx.AsyncClient(transport=transport, base_url=origin) as client,
        httpx.AsyncClient(trust_env=False, timeout=60) as network,
    ):

        async def trust_this_machine(_: httpx.Response) -> None:
            """As browsers do, send it cookies that want TLS."""
            for cookie in network.cookies.jar:
                cookie.secure = False

        network.event_hooks = {"response": [trust_this_machine]}
        yield Browser(client, network, person)
