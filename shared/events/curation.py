"""What curation announces about the cases of products."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.event import Event, Topic, listed
from shared.events.reasons import CURATION, USUAL
from shared.events.registration import ProductFacts

CASES = Topic("gerai.curation.case.v1")
PASSED = frozenset({"lolos", "lolos-bersyarat"})
"""The outcomes with which a product may be offered to retailers."""


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


class CaseReviewed(Event):
    """A department has reviewed a revision, and nothing is decided yet: it waits for another department's review."""

    type: ClassVar[str] = "gerai.curation.case-reviewed.v1"
    topic: ClassVar[Topic] = CASES

    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1, description="The submission that is judged")
    department: str = Field(description="Who has reviewed: diskop or disperindag", examples=["diskop", "disperindag"])
    missing: tuple[str, ...] = Field(
        description="Whose review is missing, or needed again: it asks for something by a day that has passed",
        examples=[["disperindag"]],
    )

    @property
    def key(self) -> str:
        return str(self.product_id)


class Condition(BaseModel):
    """What a business still owes after it passed with conditions."""

    model_config = ConfigDict(frozen=True)

    condition_id: UUID
    text: str = Field(examples=["Cantumkan tanggal kedaluwarsa pada kemasan"])
    due: date = Field(description="The last day, in the city's time zone")


class Correction(BaseModel):
    """What has to be mended before the product is submitted again."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(examples=["Kemasan bocor; gunakan standing pouch dengan segel"])
    code: str | None = Field(
        None, description=f"Where nobody wrote the text: {listed([*CURATION, *USUAL])}", examples=[*CURATION, *USUAL]
    )
    values: dict[str, str] | None = Field(None, description="What the text of such a code is filled in with")
    field: str | None = Field(
        None, description="The field of the product sheet that it concerns", examples=["licences"]
    )
    department: str = Field(description="Who helps with it: diskop or disperindag")


class Reason(BaseModel):
    """Why a product did not pass."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(examples=["Produk mengandung bahan yang dilarang"])
    code: str | None = Field(
        None, description="Where nobody wrote the text: category-not-eligible", examples=["category-not-eligible"]
    )


class ProductCurated(Event):
    """The departments have decided about one revision of a product, or a condition of that decision was met."""

    type: ClassVar[str] = "gerai.curation.product-curated.v1"
    topic: ClassVar[Topic] = CASES

    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1, description="The submission that was judged")
    outcome: str = Field(
        description="lolos, lolos-bersyarat, perlu-pembinaan or tidak-lolos",
        examples=["lolos", "lolos-bersyarat", "perlu-pembinaan", "tidak-lolos"],
    )
    score: int | None = Field(None, ge=0, le=100, description="Weighted points of 100; absent where a gate failed")
    rubric_version: int = Field(ge=1, description="The city's rubric that the score is by")
    conditions: tuple[Condition, ...] = Field((), description="With lolos-bersyarat: those not met yet")
    met: Condition | None = Field(
        None, description="The condition that was met just now; absent where the departments have decided"
    )
    corrections: tuple[Correction, ...] = Field((), description="With perlu-pembinaan")
    reason: str | None = Field(None, description="With tidak-lolos: all `reasons`, a line each")
    reasons: tuple[Reason, ...] = Field((), description="With tidak-lolos")
    product: ProductFacts = Field(description="What was judged")

    @property
    def key(self) -> str:
        return str(self.product_id)

    @property
    def passed(self) -> bool:
        """Whether the product may be offered to retailers."""
        return self.outcome in PASSED


class ConditionLapsed(Event):
    """A condition was not met by its day; the revision has passed no longer."""

    type: ClassVar[str] = "gerai.curation.condition-lapsed.v1"
    topic: ClassVar[Topic] = CASES

    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1)
    condition: Condition

    @property
    def key(self) -> str:
        return str(self.product_id)
