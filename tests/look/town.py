"""A whole system of its own with both stories played on it, and what the stories leave open set up beside them."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.cli.demo import CITIES, offer_accounts, play
from deploy.cli.tokens import mint
from deploy.demo.door import Door
from deploy.demo.player import Telling
from deploy.demo.story import read_story
from deploy.local import processes
from deploy.local.home import Home
from deploy.local.system import System
from deploy.operator import cities, people
from shared.people.functions import ADMIN
from shared.sealing import Seal
from tests.deploy.conftest import new_plan
from tests.look.afterwards import Afterwards
from tests.look.things import Finder

SILENT = Telling(begin=lambda title, steps: None, step=lambda: None, end=lambda: None)
COLOURS = {"tual": "#ffff00", "ternate": "#ffffff", "bima": "#000000"}
"""Cities beside those of the stories, whose colours are hard to read on or with; nothing has happened in them yet."""


@dataclass(frozen=True)
class Town:
    """Where the pages are, where people sign in, and the things that the pages are about."""

    url: str
    issuer: str
    things: dict[str, str]
    """By what the list of pages calls them: an id, a code, or somebody's name at the provider."""


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    """Everything is up for as long as this lasts, on ports and in a folder that nobody else has."""
    # Not below pytest's folder, which is private: PostgreSQL may run as another user.
    folder = Path(tempfile.mkdtemp(prefix="gerai-look-"))
    home, plan = Home(folder / "home"), new_plan()
    system = System(home, plan)
    loop = asyncio.get_running_loop()
    # What is started lives no longer than the thread that starts it.
    with ThreadPoolExecutor(1) as keeper:
        try:
            offer_accounts(home)
            with home.hold():
                await loop.run_in_executor(keeper, system.start)
                yield await furnish(system)
        finally:
            await loop.run_in_executor(keeper, system.stop)
            shutil.rmtree(folder)


async def furnish(system: System) -> Town:
    """Play the stories, and go on where they end."""
    evening = await play(system, [read_story(city) for city in CITIES], SILENT)
    assert evening.is_as_told, evening.troubles
    for code, colour in COLOURS.items():
        await asyncio.to_thread(_add_city, system.home, code, colour)
    return await visit(system.home, system.front_door.url, system.provider.issuer)


async def visit(home: Home, url: str, issuer: str) -> Town:
    """A town whose stories have been played; whatever is done here is done once."""
    key = home.signing_key()
    async with Door(url, lambda subject: mint(key, subject, issuer)) as door:
        after = Afterwards(door, (datetime.now(UTC) + home.clock_offset()).date())
        await after.act()
        seal = Seal.from_text(home.secrets().keys["registration/field"])
        return Town(url.rstrip("/"), issuer, await Finder(door, seal).find_all())


def _add_city(home: Home, code: str, colour: str) -> None:
    written = json.loads((processes.ROOT / "deploy" / "cities" / "ambon.json").read_text())
    file = home.folder / f"{code}.json"
    file.write_text(json.dumps(written | {"code": code, "name": f"Kota {code.title()}", "colour": colour}))
    cities.add(file, home.folder)
    people.assign(f"admin.{code}", ADMIN, city=code, home=home.folder)
