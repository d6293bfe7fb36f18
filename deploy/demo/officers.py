"""What the city's curators do: two departments review at the same time; conditions are met, or lapse."""

import asyncio
from typing import Any

from deploy.demo.acts import DEPARTMENTS, Act
from deploy.demo.stage import Scene
from deploy.demo.watch import Row, Sight

CONDITION_DAYS = 30
POINTS = {"passes": 84, "passes if": 80, "must mend": 76, "is rejected": 45}
"""What reviewers give for each criterion, unless the story says otherwise of one."""
PASSING = {"recommendation": "pass"}
ALSO_MEND = {"recommendation": "mend", "corrections": [{"text": "Ikuti pendampingan Dinas sebelum mengajukan ulang."}]}
"""What the other department says where one finds something."""


async def review(scene: Scene, act: Act) -> None:
    """Both departments give their word at the same moment, or one alone does."""
    await scene.stage.watch.until(lambda sight: _before_curators(scene, sight), f"{scene.product.name} is in curation")
    departments = [act.by] if act.by else list(DEPARTMENTS)
    await asyncio.gather(*(_review(scene, act, department) for department in departments))


async def meet(scene: Scene, act: Act) -> None:
    """Curators of the departments that asked for them have seen that all conditions are met."""
    case = await scene.stage.watch.until(lambda sight: _conditional(scene, sight), "the conditions are known")
    reader = _curator(scene, "disperindag")
    detail = await scene.stage.door.get(reader, f"/curation/cases/{case['product_id']}")
    for condition in detail["conditions"]:
        curator = _curator(scene, condition["department"])
        path = f"/curation/cases/{scene.product_id}/conditions/{condition['condition_id']}/fulfilment"
        await scene.post(curator, path, {"note": act.text}, "meet", condition["text"])


async def lapse(scene: Scene, act: Act) -> None:
    """Nobody does anything, and the day goes by."""
    await scene.stage.watch.until(lambda sight: _lapsed(scene, sight), f"{scene.product.name}: a condition lapses")


async def _review(scene: Scene, act: Act, department: str) -> None:
    speaks = act.by == department or (act.by is None and department == "disperindag")
    points = dict.fromkeys(scene.stage.criteria, POINTS[act.verb])
    body = {
        "revision": scene.revision,
        "scores": points | (scene.product.points if scene.revision == 1 else {}),
        **(_words(scene, act) if speaks else _assent(act)),
    }
    curator = _curator(scene, department)
    path = f"/curation/cases/{scene.product_id}/reviews"
    await scene.post(curator, path, body, "review", department, str(scene.revision))


def _words(scene: Scene, act: Act) -> dict[str, Any]:
    """What the department that found it says."""
    due = scene.stage.day(CONDITION_DAYS).isoformat()
    said: dict[str, dict[str, Any]] = {
        "passes": PASSING,
        "passes if": {"recommendation": "pass-with-conditions", "conditions": [{"text": act.text, "due": due}]},
        "must mend": {"recommendation": "mend", "corrections": [{"text": act.text}]},
        "is rejected": {"recommendation": "reject", "reason": act.text},
    }
    return said[act.verb]


def _assent(act: Act) -> dict[str, Any]:
    return PASSING if act.verb in {"passes", "passes if"} else ALSO_MEND


def _curator(scene: Scene, department: str) -> str:
    return scene.stage.story.holder(f"kurator-{department}", turn=scene.number)


def _before_curators(scene: Scene, sight: Sight) -> Row | None:
    case = sight.cases.get(scene.product_id)
    return case if case and case["revision"] >= scene.revision else None


def _conditional(scene: Scene, sight: Sight) -> Row | None:
    case = sight.cases.get(scene.product_id)
    return case if case and (case["outcome"] or case["status"] == "withdrawn") else None


def _lapsed(scene: Scene, sight: Sight) -> Row | None:
    case = sight.cases.get(scene.product_id)
    return case if case and case["status"] == "lapsed" else None
