"""Nobody waits behind all the requests of somebody else."""

import asyncio

import pytest

from shared.turns import LATELY, Turns


class Work:
    """What was begun, in order, and what is still at work."""

    def __init__(self, at_once: int, of_one: int | None = None) -> None:
        self.turns = Turns(at_once, of_one or at_once)
        self.begun: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.go_on = asyncio.Semaphore(0)

    def come(self, *names: str) -> None:
        """Have these come, in this order; whose they are is their first letter."""
        self.tasks += [asyncio.create_task(self._work(name)) for name in names]

    async def _work(self, name: str) -> None:
        async with self.turns.take(name[0]):
            self.begun.append(name)
            await self.go_on.acquire()

    async def finish(self, count: int) -> None:
        """Let so many end, one after the other."""
        for _ in range(count):
            self.go_on.release()
            await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_only_so_many_are_at_work_at_once() -> None:
    work = Work(2)
    work.come("a1", "a2", "a3")
    await settle()
    assert work.begun == ["a1", "a2"]
    await work.finish(1)
    assert work.begun == ["a1", "a2", "a3"]
    await work.finish(2)
    work.come("a4", "a5", "a6")
    await settle()
    assert work.begun == ["a1", "a2", "a3", "a4", "a5"]
    await work.finish(3)


async def test_who_comes_once_goes_before_the_rest_of_who_came_often() -> None:
    work = Work(1)
    work.come("a1", "a2", "a3", "a4", "b1", "b2", "c1")
    await settle()
    await work.finish(7)
    assert work.begun == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


async def test_who_is_alone_has_all_places_and_who_is_not_leaves_some() -> None:
    work = Work(3, of_one=2)
    work.come("a1", "a2", "a3", "a4", "a5", "b1")
    await settle()
    assert work.begun == ["a1", "a2", "a3"]
    await work.finish(1)
    assert work.begun[3:] == ["b1"]
    await work.finish(1)
    assert work.begun[4:] == ["a4"]
    work.come("c1")
    await settle()
    assert work.begun[5:] == []
    await work.finish(3)
    assert work.begun[5:] == ["a5", "c1"]
    await work.finish(2)


async def test_a_place_stays_free_for_who_comes_next_until_nobody_has_come_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("shared.turns.time.monotonic", lambda: now[0])
    work = Work(3, of_one=1)
    work.come("b1", "a1", "a2", "a3")
    await settle()
    await work.finish(1)
    assert work.begun == ["b1", "a1"]
    work.come("c1")
    await settle()
    assert work.begun[2:] == ["c1"]
    now[0] += LATELY + 1
    await work.finish(1)
    assert work.begun[3:] == ["a2", "a3"]
    await work.finish(3)


async def test_strangers_are_nobodys_company() -> None:
    turns, seen = Turns(2, 1), list[str]()

    async def work(whose: str) -> None:
        async with turns.take(whose):
            seen.append(whose)
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(work(whose)) for whose in ("", "ambon", "", "ambon", "ambon")]
    await settle()
    assert seen == ["", "ambon"]
    await asyncio.gather(*tasks)
    async with turns.take("ambon"), turns.take("ambon"):
        pass


async def test_a_turn_of_who_gave_up_goes_to_the_next() -> None:
    work = Work(1)
    work.come("a1", "b1", "c1")
    await settle()
    work.tasks[1].cancel()
    await work.finish(2)
    assert work.begun == ["a1", "c1"]


async def test_who_is_told_to_give_up_at_the_moment_of_its_turn_leaves_it_to_the_next() -> None:
    work = Work(1)
    work.come("a1", "b1", "c1")
    await settle()
    work.go_on.release()
    await asyncio.sleep(0)
    work.tasks[1].cancel()
    await settle()
    assert work.begun[-1] == "c1" or work.begun == ["a1", "b1"]
    await work.finish(1)
    work.come("d1")
    await settle()
    assert work.begun[-1] == "d1"
    await work.finish(2)
