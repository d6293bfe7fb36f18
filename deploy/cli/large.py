"""gerai demo-large: the demonstration, and a third city as large as they come."""

import asyncio
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy import city
from deploy.cli import demo, status
from deploy.cli.tokens import mint
from deploy.demo import opening
from deploy.demo.door import Door
from deploy.demo.stage import Stage
from deploy.demo.story import FOLDER, Story, read_story
from deploy.demo.watch import Watch
from deploy.local.home import Home
from deploy.local.plan import Plan
from deploy.local.system import System
from deploy.operator.reach import reach
from deploy.operator.screen import console
from shared.clock import Clock
from shared.people.functions import AUDITOR

PATIENCE = 1800.0


def demo_large(home: Path, plan: Plan) -> None:
    """The demonstration in a folder of its own, and then Kota Makassar: 2,000 businesses with 10,000 products."""
    demo.perform(home / "large", plan, more=settle, accounts=[read_large()])


def read_large() -> Story:
    """The large city's people, chains and memorandum."""
    return read_story("makassar", FOLDER / "large")


async def settle(system: System, *, firms: int = 2_000) -> None:
    """Make the large city on a system that is up, if it is not there yet, and wait until every service knows it."""
    from deploy.demo.large.settling import Settling  # it needs the services, which take a second

    story, key = read_large(), system.home.signing_key()
    configured = city.read(story.city_file)
    async with Door(system.front_door.url, lambda subject: mint(key, subject, system.provider.issuer)) as door:
        watch = Watch(door, story.city, story.holder(AUDITOR))
        begins = Clock(system.home.clock).now()
        stage = Stage(story, door, watch, begins, configured.name, ZoneInfo(configured.time_zone))
        if not await opening.has_begun(stage):
            await demo.prepare(system, story)
        settling = Settling(stage, lambda service: reach(service, system.home.folder), say, firms)
        await settling.settle()
    begun = time.monotonic()
    await until_heard(system.home)
    say(f"Semua layanan sudah mendengar semuanya: {time.monotonic() - begun:.0f} detik.")


def say(line: str) -> None:
    """To whoever looks on."""
    console.print(line, markup=False)


async def until_heard(home: Home) -> None:
    """Come back when nothing is to be published and nothing to be read. Raises TimeoutError."""
    state = home.state()
    assert state is not None
    async with asyncio.timeout(PATIENCE):
        while not await status.is_quiet(home, state):
            await asyncio.sleep(1)
