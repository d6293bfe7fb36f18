"""Answers HTTP for as long as a role runs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


class Server(uvicorn.Server):
    """Uvicorn without its own signal handling: one place decides when a process stops."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them to the service."""
        yield


async def serve(application: object, host: str, port: int, doors: str = "127.0.0.1") -> None:
    """Answer until cancelled, and then what is asked already, for five seconds. `doors` may say who asked them."""
    config = uvicorn.Config(
        application,  # type: ignore[arg-type]
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        forwarded_allow_ips=doors,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=5)
        raise
