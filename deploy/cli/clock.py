"""gerai clock: the time that the business goes by, which a demonstration may move."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from deploy.local.home import Home
from deploy.operator.screen import HOME, Folder, console, fail, span

UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def clock(
    forward: Annotated[str | None, typer.Option(help="How far to move it, as 3d, 12h or 1w2d.")] = None,
    home: Folder = HOME,
) -> None:
    """Show the business's time, or move it forward for all services at once; it never goes back."""
    place = Home(home)
    if not place.has_data:
        fail(f"There is no system in {place.folder}; gerai up makes one.")
    if forward is not None:
        try:
            place.move_clock(_length(forward).total_seconds())
        except ValueError as refused:
            fail(f"{refused} Nothing was moved.")
    offset = place.clock_offset()
    ahead = f"{span(offset)} ahead of the real time" if offset else "the real time"
    console.print(f"{datetime.now(UTC) + offset:%d %B %Y %H:%M:%S} UTC, {ahead}.")


def _length(text: str) -> timedelta:
    """3d, 1w2d12h: from the greatest unit to the smallest, each once."""
    parts = re.fullmatch("".join(rf"(?:(\d{{1,5}}){unit})?" for unit in UNITS), text.strip().lower())
    length = (
        timedelta(**{name: int(n) for name, n in zip(UNITS.values(), parts.groups(), strict=True) if n})
        if parts
        else timedelta()
    )
    if not length:
        fail(f"{text!r} is no length of time to move forward by. Write it as 3d, 12h, 90m or 1w2d.")
    return length
