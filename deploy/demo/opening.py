"""How a city begins: its admin gives everybody a function and a contact, and names retailers and a rubric."""

import asyncio

from deploy.demo.stage import Stage
from deploy.demo.story import Person, Retailer
from shared.people.functions import ADMIN


async def has_begun(stage: Stage) -> bool:
    """Whether the city's admin is at work already: the operator's part was done at an earlier play."""
    return await stage.door.may_read(stage.story.holder(ADMIN), "/registration/assignments", city=stage.city)


async def open_city(stage: Stage) -> None:
    """All that has to stand before the first business comes."""
    await asyncio.gather(
        *(_introduce(stage, person) for person in stage.story.person),
        *(name_retailer(stage, retailer) for retailer in stage.story.retailer),
        _set_rubric(stage),
    )


async def appoint(stage: Stage, person: Person) -> None:
    """The admin gives somebody their function."""
    given = person.model_dump(include={"subject", "function", "scope", "title"}, exclude_none=True)
    what = (person.subject, person.function, person.scope or "")
    admin = stage.story.holder(ADMIN)
    await stage.post(admin, "/registration/assignments", given | {"city": stage.city}, "appoint", *what)


async def name_retailer(stage: Stage, retailer: Retailer) -> None:
    """The admin lets a chain be known."""
    named = retailer.model_dump(include={"code", "legal_name", "branches"}) | {"city": stage.city}
    await stage.post(stage.story.holder(ADMIN), "/agreements/retailers", named, "retailer", retailer.code)


async def _introduce(stage: Stage, person: Person) -> None:
    if person.function != ADMIN:
        await appoint(stage, person)
    contact = person.model_dump(include={"subject", "name", "email"}) | {"city": stage.city}
    await stage.post(stage.story.holder(ADMIN), "/registration/contacts", contact, "contact", person.subject)


async def _set_rubric(stage: Stage) -> None:
    """The city's own, or the usual one; either is known from then on."""
    admin = stage.story.holder(ADMIN)
    if stage.story.rubric is not None:
        own = stage.story.rubric.model_dump() | {"city": stage.city}
        await stage.post(admin, "/curation/rubrics", own, "rubric")
    rubrics = await stage.door.get(admin, "/curation/rubrics", city=stage.city)
    stage.criteria = [criterion["code"] for criterion in rubrics[-1]["criteria"]]
