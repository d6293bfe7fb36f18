"""Whose turn it is: only so many are at work at once, and those that wait go round by whose they are."""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LATELY = 10.0
"""Seconds after which whoever did not come again is not about any more."""


class Turns:
    """At most `at_once` at work, and of these `of_one` of anybody's as long as somebody else is about: who comes once
    then finds a place free. Those who wait go round, so that whoever comes a hundred times holds up nobody's first."""

    def __init__(self, at_once: int, of_one: int) -> None:
        self._at_once, self._of_one = at_once, of_one
        self._at_work: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._came_last = ""
        self._another_came_at = -LATELY

    @asynccontextmanager
    async def take(self, whose: str) -> AsyncIterator[None]:
        """Wait for a place, have it, and give it back. Those of whom nobody knows whose they are ("") wait together,
        and are nobody else's company."""
        if whose and self._came_last not in ("", whose):
            self._another_came_at = time.monotonic()
        self._came_last = whose or self._came_last
        if whose in self._waiting or not self._may_begin(whose):
            await self._wait(whose)
        else:
            self._at_work[whose] += 1
        try:
            yield
        finally:
            self._leave(whose)

    def _may_begin(self, whose: str) -> bool:
        alone = time.monotonic() - self._another_came_at > LATELY
        return self._at_work.total() < self._at_once and (alone or self._at_work[whose] < self._of_one)

    async def _wait(self, whose: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(whose, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(whose)
            raise

    def _leave(self, whose: str) -> None:
        """Give free places to those who are next; one who gave up waiting is passed over."""
        self._at_work.subtract([whose])
        if not self._at_work[whose]:
            del self._at_work[whose]
        while (of := next(filter(self._may_begin, self._waiting), None)) is not None:
            turns = self._waiting.pop(of)
            turn = turns.popleft()
            if turns:
                self._waiting[of] = turns
            if not turn.done():
                self._at_work[of] += 1
                turn.set_result(None)
