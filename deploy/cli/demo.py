"""gerai demo: everything on this machine, and the stories of two cities played on it over HTTP."""

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import typer

from deploy.cli import up
from deploy.cli.playbill import Playbill
from deploy.cli.tokens import mint
from deploy.demo import tables
from deploy.demo.door import Turned
from deploy.demo.pace import Pace
from deploy.demo.performance import Evening, Theatre
from deploy.demo.player import Telling
from deploy.demo.story import Story, read_calendar, read_story
from deploy.local.home import AlreadyRunning, Home, write_whole
from deploy.local.plan import Plan
from deploy.local.system import System
from deploy.operator import cities, people
from deploy.operator.screen import console, errors, fail
from shared.people.functions import ADMIN, FUNCTIONS, OWNER

CITIES = ("ambon", "kediri")
More = Callable[[System], Awaitable[None]]
"""What is done on a system when the stories have been played."""


def demo(home: Path, plan: Plan) -> None:
    """Start everything, play the story of Kota Ambon (and a short one of Kota Kediri), and stay up until Ctrl-C.

    Without a terminal it ends by itself. The exit code is 0 only if every outcome was as the story tells.
    """
    perform(home, plan)


def perform(home: Path, plan: Plan, *, more: More | None = None, accounts: Sequence[Story] = ()) -> None:
    """Do that; then `more`, whose stories' people are among those as whom visitors may look around."""
    show = Show(began=time.monotonic(), more=more)
    place = _place(home)
    _make_room(place)
    offer_accounts(place, accounts)
    try:
        up.keep_up(System(place, plan), show.give, command="demo")
    finally:
        Pace.release(place)
    raise typer.Exit(show.exit_code)


def offer_accounts(place: Home, further: Sequence[Story] = ()) -> None:
    """Tell the sign-in provider and the first page as whom visitors may look around: everybody of the story who holds
    a function, and one owner of each city."""
    place.folder.mkdir(parents=True, exist_ok=True)
    stories = [*map(read_story, CITIES), *further]
    write_whole(place.accounts, json.dumps([account for story in stories for account in _accounts(story)]))


def _accounts(story: Story) -> Iterator[dict[str, str]]:
    for person in story.person:
        role = person.title or FUNCTIONS[person.function]
        yield {"subject": person.subject, "name": person.name, "role": f"{role}, {story.city.title()}"}
    owner = next((business for business in story.business if business.subject), None)
    if owner:
        role = f"{FUNCTIONS[OWNER]}: {owner.name}, {story.city.title()}"
        yield {"subject": str(owner.subject), "name": owner.owner_name, "role": role}


def _place(folder: Path) -> Home:
    """The story moves time by months, so it is not played among data that are not its own."""
    place, other = Home(folder), Home(folder / "demo")
    if Pace.claim(place):
        return place
    if not Pace.claim(other):
        fail(
            f"{folder} and {other.folder} hold systems of your own, and the story moves time by months. "
            "Choose another folder: --home"
        )
    errors.print(f"{folder} holds a system of your own; the story is played in {other.folder}.", markup=False)
    return other


def _make_room(place: Home) -> None:
    """What it tells happens on certain days: when they are over it has to begin anew."""
    with suppress(AlreadyRunning), place.hold():  # keep_up says so
        if aside := Pace.set_aside(place, read_calendar().closes):
            errors.print(
                f"The story in {place.folder} is over and begins anew. What there was is kept in {aside}, "
                "until you remove it.",
                markup=False,
            )


@dataclass
class Show:
    """One performance with all that is shown of it, from the moment that the command was given."""

    began: float
    more: More | None = None
    seen: Evening | None = None
    """Nothing, where it did not come to its end."""

    @property
    def exit_code(self) -> int:
        """0 only if every outcome was as the story tells."""
        return 0 if self.seen and self.seen.is_as_told else 1

    def give(self, system: System) -> None:
        """Play, show what has become of everything, and stay while somebody may be watching."""
        started = time.monotonic() - self.began
        try:
            with Playbill(console) as playbill:
                stories = [read_story(city) for city in CITIES]
                self.seen = asyncio.run(_play_supervised(system, stories, playbill.telling, self.more))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        except (Turned, TimeoutError) as trouble:
            errors.print(f"The story could not be played to its end: {trouble}", markup=False)
            return
        played = time.monotonic() - self.began - started
        _tell(system, self.seen)
        console.print(f"Mulai {started:.0f} detik, cerita {played:.0f} detik.", markup=False)
        if console.is_terminal:
            console.print("Ctrl-C menghentikan semuanya.")
            up.stay(system)


async def play(system: System, stories: Sequence[Story], telling: Telling) -> Evening:
    """Play stories on a system that is up, and say what was seen. Raises Turned or TimeoutError."""
    calendar = read_calendar()
    # Read once: it takes a thirtieth of a second, in which nothing else goes on, and a hundred people need tokens.
    key = system.home.signing_key()
    theatre = Theatre(
        url=system.front_door.url,
        mint=lambda subject: mint(key, subject, system.provider.issuer),
        prepare=lambda story: prepare(system, story),
        pace=Pace.begin(system.home, calendar.not_before),
    )
    return await theatre.play(stories, calendar, telling)


async def _play_supervised(system: System, stories: Sequence[Story], telling: Telling, more: More | None) -> Evening:
    """What ends meanwhile is started again."""
    supervision = asyncio.create_task(_supervise(system))
    try:
        with _interruptible():
            evening = await play(system, stories, telling)
            if more:
                await more(system)
            return evening
    finally:
        supervision.cancel()
        with suppress(asyncio.CancelledError):
            await supervision


@contextmanager
def _interruptible() -> Iterator[None]:
    """An exception in the midst of the event loop would leave tasks behind; so the play is cancelled instead."""
    loop, own = asyncio.get_running_loop(), asyncio.current_task()
    assert own is not None

    def cancel(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(own.cancel)

    before = {number: signal.signal(number, cancel) for number in up.SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _supervise(system: System) -> None:
    """In this thread: what it starts lives no longer than the thread does."""
    while True:
        await asyncio.sleep(0.5)
        for said in system.supervise():
            errors.print(said, markup=False)


async def prepare(system: System, story: Story) -> None:
    """The operator's part: the city, and its first admin. Everything else is done over HTTP."""
    home = system.home.folder
    await asyncio.to_thread(cities.add, story.city_file, home)
    await asyncio.to_thread(people.assign, story.holder(ADMIN), ADMIN, city=story.city, home=home)


def _tell(system: System, evening: Evening) -> None:
    for seen in evening.cities:
        console.print(tables.show_ends(seen.stage, seen.ends))
    console.print(tables.show_trail(evening.cities[0].trail_of, evening.cities[0].trail))
    console.print(tables.show_counts(evening.ends))
    console.print(tables.show_addresses(system))
    for line in _in_numbers(evening):
        console.print(line, markup=False)
    if evening.is_as_told:
        console.print("Semua berakhir seperti yang diceritakan.")
        return
    if not all(end.is_as_told for end in evening.ends):
        console.print(tables.show_differences(evening.ends))
    for trouble in evening.troubles:
        errors.print(trouble, markup=False)


def _in_numbers(evening: Evening) -> Iterator[str]:
    before = f", {evening.replays} di antaranya sudah dijawab pada pertunjukan sebelumnya" if evening.replays else ""
    yield f"{len(evening.ends)} produk, {evening.posts} permintaan{before}."
    mails = [seen.mails for seen in evening.cities]
    sent, waiting, failed = (sum(getattr(each, state) for each in mails) for state in ("sent", "waiting", "failed"))
    yield f"Pemberitahuan lewat surel: {sent} terkirim, {waiting} menunggu giliran, {failed} tidak dapat dikirim."
