"""How a memorandum comes about: drafted, remarked upon, revised, agreed by all, signed by all; and how it ends."""

from typing import Any

from deploy.demo.stage import Stage
from deploy.demo.story import Memorandum
from deploy.demo.watch import Row, Sight
from shared.people.functions import DISKOP, DISPERINDAG, LEGAL, MAYOR, RETAILER


async def conclude(stage: Stage, memorandum: Memorandum) -> None:
    """From the first draft to the last signature; signed when so many products have passed as the story says."""
    text = _text(stage, memorandum)
    story = stage.story
    drafted = {"city": stage.city, "retailers": list(memorandum.retailers), **text}
    answer = await stage.post(story.holder(DISKOP), "/agreements/mous", drafted, memorandum.title, "draft")
    mou = Signing(stage, memorandum, f"/agreements/mous/{answer.body['mou_id']}")
    await mou.post(story.holder(LEGAL), "comments", {"version": 1, "text": memorandum.comment})
    await mou.post(story.holder(LEGAL), "versions", text | {"version": 1, "changes": memorandum.revised})
    for party in [story.holder(office) for office in (DISKOP, DISPERINDAG, LEGAL)] + mou.retailers:
        await mou.post(party, "agreements", {"version": 2})
    await stage.watch.until(lambda sight: _enough(memorandum, sight), f"products have passed for {memorandum.title}")
    for code, party in zip(("kota", *memorandum.retailers), (story.holder(MAYOR), *mou.retailers), strict=True):
        await mou.post(party, "signatures", {"version": 2, "number": memorandum.numbers[code]})


async def see_end(stage: Stage, memorandum: Memorandum) -> None:
    """Its term goes by."""
    await stage.watch.until(lambda sight: _ended(sight.memoranda.get(memorandum.title)), f"{memorandum.title} ends")


class Signing:
    """One memorandum before its parties."""

    def __init__(self, stage: Stage, memorandum: Memorandum, path: str) -> None:
        self.retailers = [stage.story.holder(RETAILER, code) for code in memorandum.retailers]
        self._stage = stage
        self._memorandum = memorandum
        self._path = path

    async def post(self, who: str, what: str, body: dict[str, Any]) -> None:
        """One party's act, once."""
        await self._stage.post(who, f"{self._path}/{what}", body, self._memorandum.title, what)


def _text(stage: Stage, memorandum: Memorandum) -> dict[str, str]:
    return {
        "title": memorandum.title,
        "body": memorandum.body,
        "since": stage.day(0).isoformat(),
        "until": stage.day(memorandum.days).isoformat(),
    }


def _enough(memorandum: Memorandum, sight: Sight) -> bool | None:
    return True if sight.passed >= memorandum.after_passed else None


def _ended(memorandum: Row | None) -> Row | None:
    return memorandum if memorandum and memorandum["status"] == "ended" else None
