"""Gives every request an id, and a line in the log."""

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import metrics

log = structlog.get_logger()

CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,100}")


class Correlation:
    """Gives every request the id that its log lines, its events and its answer carry: the caller's own, if all who
    will read it can."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it was answered."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-correlation-id", "")
        correlation = given if CORRELATION.fullmatch(given) else str(uuid4())
        scope.setdefault("state", {})["correlation_id"] = correlation
        structlog.contextvars.bind_contextvars(correlation_id=correlation)
        status, began = 500, time.monotonic()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-correlation-id"] = correlation
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            metrics.RESPONSES.labels(route, status).inc()
            seconds = round(time.monotonic() - began, 3)
            log.info("request", method=scope["method"], route=route, status=status, seconds=seconds)
