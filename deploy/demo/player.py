"""Plays the stories of several cities at once, chapter by chapter, and moves time between chapters."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from deploy.demo import memoranda, officers, opening, owners, trade
from deploy.demo.acts import Act
from deploy.demo.door import Turned
from deploy.demo.owners import Unexpected
from deploy.demo.stage import Scene, Stage
from deploy.demo.story import Business, Chapter, Story

TROUBLE = (Turned, TimeoutError, Unexpected)
"""What can go wrong in a story; all else is a mistake of ours."""
Play = Callable[[Scene, Act], Awaitable[object]]
PLAYS: Mapping[str, Play] = {
    "submits": owners.submit,
    "is refused": owners.be_refused,
    "mends": owners.mend,
    "resubmits": owners.resubmit,
    "withdraws": owners.withdraw,
    "passes": officers.review,
    "passes if": officers.review,
    "must mend": officers.review,
    "is rejected": officers.review,
    "has met it": officers.meet,
    "lets it lapse": officers.lapse,
    "accepts": trade.answer,
    "asks for a sample": trade.answer,
    "rejects": trade.answer,
    "stays silent": trade.stay_silent,
    "is refused terms": trade.be_refused_terms,
    "drafts": trade.draft,
    "is refused a signature": trade.be_refused_signature,
    "signs": trade.sign,
    "is declined": trade.decline,
}


@dataclass
class Telling:
    """How whoever looks on is kept posted."""

    begin: Callable[[str, int], None]
    """A chapter begins, with so many steps."""
    step: Callable[[], None]
    end: Callable[[], None]


@dataclass
class Player:
    """One play of some stories. `reach` moves the business's time to a day of the story, if it is not there yet;
    `prepare` does the operator's part for a city that has not begun."""

    stages: Sequence[Stage]
    chapters: Sequence[Chapter]
    reach: Callable[[int], None]
    prepare: Callable[[Story], Awaitable[None]]
    telling: Telling
    scenes: list[Scene] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What went wrong beside the products."""

    async def play(self) -> None:
        """From the first act to the last."""
        await asyncio.gather(*(self._open(stage) for stage in self.stages))
        async with AsyncExitStack() as eyes:
            for stage in self.stages:
                await eyes.enter_async_context(stage.watch.looking())
            for number, chapter in enumerate(self.chapters):
                self.reach(chapter.day)
                self.telling.begin(chapter.title, self._steps(number))
                await asyncio.gather(*(self._play_city(stage, number) for stage in self.stages))
                self.telling.end()

    async def _open(self, stage: Stage) -> None:
        if not await opening.has_begun(stage):
            await self.prepare(stage.story)
        await opening.open_city(stage)
        numbers = iter(range(1, 1000))
        for business in stage.story.business:
            self.scenes += [Scene(stage, business, product, next(numbers)) for product in business.product]

    def _steps(self, number: int) -> int:
        acts = sum(len(_acts(scene, number)) for scene in self.scenes)
        return acts + (sum(len(stage.story.business) for stage in self.stages) if number == 0 else 0)

    async def _play_city(self, stage: Stage, number: int) -> None:
        """What time has brought about comes first."""
        if number == len(self.chapters) - 1:
            await self._attempt(*(memoranda.see_end(stage, mou) for mou in stage.story.mou if mou.ends))
        concluded = [memoranda.conclude(stage, mou) for mou in stage.story.mou if number == 0]
        businesses = [self._play_business(stage, business, number) for business in stage.story.business]
        await self._attempt(*concluded, *businesses)

    async def _attempt(self, *works: Awaitable[None]) -> None:
        """All at once; what goes wrong with one leaves the others alone."""
        for trouble in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(trouble, TROUBLE):
                self.troubles.append(str(trouble))
            elif trouble is not None:
                raise trouble

    async def _play_business(self, stage: Stage, business: Business, number: int) -> None:
        scenes = [scene for scene in self.scenes if scene.stage is stage and scene.business is business]
        if number == 0:
            business_id = await owners.register(stage, business)
            for scene in scenes:
                scene.business_id = business_id
            self.telling.step()
        await asyncio.gather(*(self._play_scene(scene, number) for scene in scenes))
        if business.consent_ends_in == number:
            await owners.withdraw_consent(stage, business, scenes[0].business_id)

    async def _play_scene(self, scene: Scene, number: int) -> None:
        """What goes wrong ends the product's story, and no other's."""
        if scene.trouble:
            return
        try:
            if number == 0:
                await owners.draft(scene)
            for act in _acts(scene, number):
                await PLAYS[act.verb](scene, act)
                scene.played.append(act)
                self.telling.step()
        except TROUBLE as trouble:
            scene.trouble = str(trouble)


def _acts(scene: Scene, number: int) -> tuple[Act, ...]:
    chapters = scene.product.chapters
    return chapters[number] if number < len(chapters) else ()
