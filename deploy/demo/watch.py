"""What has become of a city's products, looked at again and again for all who wait for something."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.demo.door import Door

T = TypeVar("T")
PAUSE = 0.4
Row = dict[str, Any]


@dataclass
class Sight:
    """What an officer sees at a moment: cases by product, offers and PKS by product and retailer (the latest of each),
    memoranda by title."""

    cases: dict[str, Row] = field(default_factory=dict)
    offers: dict[tuple[str, str], Row] = field(default_factory=dict)
    agreements: dict[tuple[str, str], Row] = field(default_factory=dict)
    memoranda: dict[str, Row] = field(default_factory=dict)

    @property
    def passed(self) -> int:
        """How many products have passed."""
        return sum(case["outcome"] in {"lolos", "lolos-bersyarat"} for case in self.cases.values())


class Watch:
    """One pair of eyes for many: a list is fetched once for all that wait."""

    def __init__(self, door: Door, city: str, viewer: str) -> None:
        self._door = door
        self._city = city
        self._viewer = viewer
        self._changed = asyncio.Condition()
        self.sight = Sight()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Look on while this lasts; what goes wrong with looking is raised at the end."""
        task = asyncio.create_task(self._look_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def until(self, seen: Callable[[Sight], T | None], what: str, *, limit: float = 60) -> T:
        """What `seen` gives as soon as it gives something. Raises TimeoutError naming what was waited for."""
        try:
            async with asyncio.timeout(limit), self._changed:
                while (found := seen(self.sight)) is None:
                    await self._changed.wait()
                return found
        except TimeoutError as late:
            raise TimeoutError(f"{self._city}: {what}, not within {limit:g} s.") from late

    async def look(self) -> Sight:
        """Look now."""
        cases, offers, agreements, memoranda = await asyncio.gather(
            self._list("/curation/cases", "product_id"),
            self._list("/agreements/offers", "offer_id"),
            self._list("/agreements/pks", "pks_id"),
            self._list("/agreements/mous", "mou_id"),
        )
        self.sight = Sight(
            {row["product_id"]: row for row in cases},
            {(row["product_id"], row["retailer"]): row for row in offers},
            {(row["product_id"], row["retailer"]): row for row in agreements},
            {row["title"]: row for row in memoranda},
        )
        async with self._changed:
            self._changed.notify_all()
        return self.sight

    async def _look_on(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(PAUSE)

    async def _list(self, path: str, id: str) -> list[Row]:
        return await self._door.list(self._viewer, path, id, city=self._city)
