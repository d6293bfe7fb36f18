"""What curation announces about the cases of products."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.event import Event, Topic

CASES = Topic("gerai.curation.case.v1")


class CaseOpened(Event):
    """The departments have a product before them. One case per product; a resubmission reopens it."""

    type: ClassVar[str] = "gerai.curation.case-opened.v1"
    topic: ClassVar[Topic] = CASES

    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1, description="The submission that is to be judged")

    @property
    def key(self) -> str:
        return str(self.product_id)
