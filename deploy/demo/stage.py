"""What the scenes of one city's story share, and what each scene remembers."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from deploy.demo.acts import Act
from deploy.demo.door import Answer, Door
from deploy.demo.story import Business, Product, Story
from deploy.demo.watch import Watch


@dataclass
class Stage:
    """A city on which a story is played. `begins` is the business's time at which it did for the first time."""

    story: Story
    door: Door
    watch: Watch
    begins: datetime
    name: str
    time_zone: ZoneInfo
    criteria: list[str] = field(default_factory=list)
    """What reviewers give points for."""

    @property
    def city(self) -> str:
        """The city's code."""
        return self.story.city

    def day(self, number: int) -> date:
        """The day in the city so many days after the story began."""
        return (self.begins.astimezone(self.time_zone) + timedelta(days=number)).date()

    async def post(self, who: str, path: str, body: dict[str, Any], *key: str) -> Answer:
        """Do something that this story does once. The key says what it is, so a second play is answered from the
        first."""
        words = "/".join(plain(word) for word in ("gerai-demo", self.city, *key))
        return await self.door.post(who, path, body, key=words[-200:])


@dataclass
class Scene:
    """A product on its way. `trouble` is what kept its story from going on."""

    stage: Stage
    business: Business
    product: Product
    number: int
    """Of the product in the story: numbers of documents and turns of curators go by it."""
    business_id: str = ""
    product_id: str = ""
    revision: int = 0
    seen_before: bool = False
    """It was played earlier, on data that was kept: what was refused then may be refused otherwise now."""
    mended: bool = False
    played: list[Act] = field(default_factory=list)
    """What has been done with it so far."""
    refusals: dict[str, str] = field(default_factory=dict)
    """What the system said no to, by retailer, in its own words."""
    trouble: str | None = None

    @property
    def owner(self) -> str:
        """Who acts for the business: its owner, or the assistant of one without an account."""
        return owner_of(self.business)

    @property
    def sheet(self) -> dict[str, Any]:
        """The description as it stands."""
        return self.product.mended_sheet if self.mended else self.product.sheet

    async def post(self, who: str, path: str, body: dict[str, Any], *key: str) -> Answer:
        """Do something about this product once."""
        return await self.stage.post(who, path, body, self.business.name, self.product.name, *key)


def owner_of(business: Business) -> str:
    """Who acts for a business."""
    found = business.subject or business.assistant
    assert found, f"{business.name} has neither an owner with an account nor an assistant"
    return found


def plain(text: str) -> str:
    """Small letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
