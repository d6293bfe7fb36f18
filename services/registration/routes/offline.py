"""What a phone needs to go on without a line: the worker that keeps pages, and the page for when there is none."""

import json

from fastapi import Depends, Request, Response

from services.registration.routes.rights import pages
from shared.pages import Everybody, Shown
from shared.pages.screen import STATIC, static_url

AWAY = "/registration/luring"
FILES = ("gerai.css", "gerai.js", "phone.js", "gerai.svg")


@pages.get("/luring", dependencies=[Depends(Everybody())])
async def show_away(screen: Shown) -> Response:
    """There is no line, and this was not open before."""
    return screen.page("away.html")


@pages.get("/pekerja.js", dependencies=[Depends(Everybody())])
async def show_worker(request: Request) -> Response:
    """The service worker. Its place says that it is about all of registration, and nothing else."""
    shell = [static_url("registration", name) for name in FILES]
    written = f"const SHELL = {json.dumps(shell)}, AWAY = {json.dumps(AWAY)};\n{(STATIC / 'worker.js').read_text()}"
    return Response(written, media_type="text/javascript", headers={"cache-control": "no-cache"})
