"""A whole system for journeys: two cities of the demonstration, and a browser for each person of them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ViewportSize

from deploy.cli.tokens import mint
from deploy.demo.story import Story, read_story
from deploy.local.home import Home, write_whole
from deploy.local.mail import Letter, list_letters
from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISPERINDAG, OWNER, RETAILER
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.somebody import Somebody
from tests.deploy.conftest import ROOT, Operator
from tests.messaging.conftest import until

CITIES = ("ambon", "kediri")
PHONE, DESK = ViewportSize(width=360, height=640), ViewportSize(width=1366, height=768)
ADMIN_S_OWN_WORK = {RETAILER, CURATOR_DISPERINDAG, ASSISTANT}
"""The functions that the admin of a city gives in the journeys themselves."""


@dataclass
class Town:
    """What runs, and who has come to it."""

    operator: Operator
    chromium: Browser
    home: Home = field(init=False)

    def __post_init__(self) -> None:
        self.home = Home(self.operator.folder / ".gerai")

    @property
    def door(self) -> str:
        """Where browsers begin."""
        return f"http://127.0.0.1:{self.operator.ports['DOOR']}"

    def open(self) -> None:
        """Start everything, with what only an operator can do, and with offices for those who were there before."""
        stories = [read_story(city) for city in CITIES]
        self.home.folder.mkdir()
        write_whole(self.home.accounts, json.dumps([account for story in stories for account in _accounts(story)]))
        self.operator.start()
        for story in stories:
            self._run("city", "add", str(ROOT / "deploy" / "cities" / f"{story.city}.json"))
            self._run("person", "assign", story.holder(ADMIN), ADMIN, "--city", story.city)
            self._appoint(story)

    async def letter(self, to: str) -> Letter:
        """The last mail to somebody, as soon as there is one."""

        async def is_there() -> bool:
            return any(letter.to == to for letter in list_letters(self.home.mail))

        await until(is_there, 60)
        return [letter for letter in list_letters(self.home.mail) if letter.to == to][-1]

    async def link_in_the_letter(self, to: str) -> str:
        """The way behind the front door that a mail leads to."""
        text = (await self.letter(to)).text
        [link] = re.findall(rf"{re.escape(self.door)}(/\S+)", text)
        return str(link)

    def _appoint(self, story: Story) -> None:
        token = mint(self.home.signing_key(), story.holder(ADMIN), self.operator.issuer)
        for person in story.person:
            if person.function not in {ADMIN, *ADMIN_S_OWN_WORK}:
                given: dict[str, Any] = person.model_dump(include={"subject", "function", "title"}, exclude_none=True)
                self.operator.post(token, "/assignments", given | {"city": story.city})

    def _run(self, *words: str) -> None:
        done = self.operator.gerai(*words)
        assert done.returncode == 0, done.stderr


def _accounts(story: Story) -> list[dict[str, str]]:
    return [{"subject": each.subject, "name": each.name, "role": each.function} for each in story.person]


@dataclass
class Ways:
    """How the people of one journey come to it: with which hands, with scripts or without, on which screens."""

    hands: type[Hands] = Mouse
    scripts: bool = True
    owners: ViewportSize = field(default_factory=lambda: PHONE)
    officers: ViewportSize = field(default_factory=lambda: DESK)


CLICKING = Ways()
WITHOUT_SCRIPTS = Ways(scripts=False, owners=DESK, officers=PHONE)
BY_KEYBOARD = Ways(hands=Keyboard, owners=DESK, officers=PHONE)


@dataclass
class Company:
    """Those who take part in one journey, each at a browser of their own that they come back to."""

    town: Town
    ways: Ways
    _there: dict[str, Somebody] = field(default_factory=dict)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def meet(self, subject: str, function: str, *, at: str = "/") -> Somebody:
        """Somebody, signed in; with whom it is their first time, by way of the provider."""
        if subject not in self._there:
            somebody = await self._arrive(subject, function)
            await somebody.sign_in(at)
            self._there[subject] = somebody
        return self._there[subject]

    async def passer_by(self) -> Somebody:
        """Somebody who is signed in nowhere."""
        somebody = await self._arrive("", OWNER)
        await somebody.page.goto(self.town.door)
        return somebody

    @property
    def troubles(self) -> Sequence[str]:
        """What nobody should have met."""
        return [trouble for somebody in self._there.values() for trouble in somebody.troubles]

    async def part(self) -> None:
        """Close all their browsers."""
        for context in self._contexts:
            await context.close()

    async def _arrive(self, subject: str, function: str) -> Somebody:
        screen = self.ways.owners if function in {OWNER, ASSISTANT} else self.ways.officers
        context = await self.town.chromium.new_context(
            viewport=screen, locale="id-ID", java_script_enabled=self.ways.scripts
        )
        context.set_default_timeout(60_000)
        self._contexts.append(context)
        return Somebody(subject, await context.new_page(), self.ways.hands(), self.town.door)
