"""How gerai demo ends: with 0 only where every outcome was as the story tells."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deploy.cli.demo import Show
from deploy.demo import tables
from deploy.demo.door import Door
from deploy.demo.outcome import End
from deploy.demo.performance import Evening, Mails, Seen
from deploy.demo.stage import Scene, Stage
from deploy.demo.story import read_story
from deploy.demo.watch import Watch


@pytest.fixture
async def ends() -> list[End]:
    """What the story of Kediri tells of each of its products, as if it had been seen."""
    story = read_story("kediri")
    door = Door("http://127.0.0.1:9", mint=str)
    stage = Stage(story, door, Watch(door, story.city, ""), datetime.now(UTC), "Kota Kediri", ZoneInfo("Asia/Jakarta"))
    products = [(business, product) for business in story.business for product in business.product]
    scenes = [Scene(stage, *each, number=number) for number, each in enumerate(products)]
    return [End(s, dict(s.product.ends), dict(s.product.ends), list(s.product.refused)) for s in scenes]


def code_after(ends: list[End], *troubles: str) -> int:
    """How the command ends when this was seen."""
    seen = Seen(ends[0].scene.stage, ends, ends[0].scene, [], Mails(0, 0, 0))
    return Show(began=0, seen=Evening([seen], list(troubles), posts=0, replays=0)).exit_code


def test_it_ends_well_where_all_is_as_told(ends: list[End]) -> None:
    assert code_after(ends) == 0


def test_one_wrong_outcome_among_many_is_a_failure(ends: list[End]) -> None:
    *others, last = ends
    assert others
    assert code_after([*others, replace(last, seen=last.seen | {"case": "open"})]) == 1
    assert code_after([*others, replace(last, refused=["photo-missing"])]) == 1
    assert code_after([*others, replace(last, scene=replace(last.scene, trouble="not within 30 s"))]) == 1


def test_trouble_beside_the_products_is_a_failure(ends: list[End]) -> None:
    assert code_after(ends, "the memorandum did not end") == 1


def test_a_story_that_did_not_come_to_its_end_is_a_failure() -> None:
    assert Show(began=0).exit_code == 1


def test_the_way_that_is_shown_is_the_one_that_was_gone(ends: list[End]) -> None:
    scene = ends[0].scene
    assert len(scene.product.all_acts) > 1
    scene.played.append(scene.product.all_acts[0])
    way = tables.show_ends(scene.stage, ends[:1]).columns[2]
    assert list(way.cells) == ["diajukan"]
