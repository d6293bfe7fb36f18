"""One performance from beginning to end: stories are read, played, and looked at when they are over."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from deploy import city
from deploy.demo.door import Door
from deploy.demo.outcome import End, find_ends
from deploy.demo.pace import Pace
from deploy.demo.player import Player, Telling
from deploy.demo.stage import Scene, Stage
from deploy.demo.story import Calendar, Story
from deploy.demo.watch import Row, Watch
from shared.people.functions import ADMIN, AUDITOR

MAIL_SECONDS = 5.0
SETTLE_SECONDS = 20.0


@dataclass(frozen=True)
class Mails:
    """How many went, how many wait, and how many could not go."""

    sent: int
    waiting: int
    failed: int


@dataclass(frozen=True)
class Seen:
    """What was seen of one city when the story was over."""

    stage: Stage
    ends: list[End]
    trail_of: Scene
    trail: list[Row]
    mails: Mails


@dataclass(frozen=True)
class Evening:
    """What was seen of all of them; `replays` of the `posts` had been made, and answered, at an earlier play."""

    cities: list[Seen]
    troubles: list[str]
    posts: int
    replays: int

    @property
    def ends(self) -> list[End]:
        """What became of all products."""
        return [end for seen in self.cities for end in seen.ends]

    @property
    def is_as_told(self) -> bool:
        """Whether every expected outcome was seen."""
        return not self.troubles and all(end.is_as_told for end in self.ends)


@dataclass(frozen=True)
class Theatre:
    """Where stories are played. `mint` gives a person's token; `prepare` does the operator's part for a city."""

    url: str
    mint: Callable[[str], str]
    prepare: Callable[[Story], Awaitable[None]]
    pace: Pace

    async def play(self, stories: Sequence[Story], calendar: Calendar, telling: Telling) -> Evening:
        """Play all of them at once, and say what has become of each."""
        async with Door(self.url, self.mint) as door:
            stages = [self._stage(story, door) for story in stories]
            player = Player(stages, calendar.chapter, self.pace.reach, self.prepare, telling)
            await player.play()
            seen = await asyncio.gather(*(_look(stage, player.scenes) for stage in stages))
            return Evening(seen, player.troubles, door.posts, door.replays)

    def _stage(self, story: Story, door: Door) -> Stage:
        configured = city.read(story.city_file)
        watch = Watch(door, story.city, story.holder(AUDITOR))
        return Stage(story, door, watch, self.pace.begins, configured.name, ZoneInfo(configured.time_zone))


async def _look(stage: Stage, scenes: Sequence[Scene]) -> Seen:
    own = [scene for scene in scenes if scene.stage is stage]
    ends = await _find_settled_ends(stage, own)
    followed = next(scene for scene in own if scene.product.name == stage.story.trail_of)
    mails = await _count_mails(stage)
    path = f"/notifications/trails/{followed.product_id}"
    trail = await stage.door.list(stage.story.holder(AUDITOR), path, "event_id", city=stage.city)
    return Seen(stage, ends, followed, trail, mails)


async def _find_settled_ends(stage: Stage, scenes: Sequence[Scene]) -> list[End]:
    """What became of each when all is as told, or after some seconds: the last events may still be on their way."""
    limit = time.monotonic() + SETTLE_SECONDS
    while True:
        ends = await find_ends(scenes, await stage.watch.look())
        if all(end.is_as_told for end in ends) or time.monotonic() > limit:
            return ends
        await asyncio.sleep(0.5)


async def _count_mails(stage: Stage) -> Mails:
    """As they stand when none waits any more, or after some seconds: the rest goes while somebody looks on."""
    end = time.monotonic() + MAIL_SECONDS
    while waiting := await _list_mails(stage, "waiting"):
        if time.monotonic() > end:
            break
        await asyncio.sleep(0.5)
    return Mails(len(await _list_mails(stage, "sent")), len(waiting), len(await _list_mails(stage, "failed")))


async def _list_mails(stage: Stage, status: str) -> list[Row]:
    viewer = stage.story.holder(ADMIN)
    path = "/notifications/deliveries"
    found = await stage.door.list(viewer, path, "id", city=stage.city, status=status)
    return [delivery for delivery in found if delivery["channel"] == "email"]
