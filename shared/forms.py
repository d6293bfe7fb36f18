"""What forms of every service have in common."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

Whole = Annotated[int, Strict()]
"""A whole number, written as one: neither a text nor yes nor 5.0."""

Amount = Annotated[Whole, Field(ge=-(10**15), le=10**15)]
"""Whole rupiah or pieces, far beyond any business: what is more is a slip that no column holds."""

YesNo = Annotated[bool, Strict()]
"""Yes or no, and nothing that could be meant for it."""


def _of_these_times(written: date) -> date:
    if not 2000 <= written.year <= 2100:
        raise PydanticCustomError("year_out_of_range", "The year should be one from 2000 to 2100")
    return written


Day = Annotated[date, AfterValidator(_of_these_times)]
"""A day; other centuries are slips, and at the ends of the calendar there is no counting in other time zones."""

Moment = Annotated[AwareDatetime, AfterValidator(_of_these_times)]
"""A date and a time that say their zone, of these times too."""


class Form(BaseModel):
    """Anything that a form holds; unknown fields are an error, for they are mostly misspelt ones."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, written: Any) -> Any:
        """The one character that PostgreSQL does not store."""
        if _has_nul(written):
            raise PydanticCustomError("nul_character", "Text must not hold the character NUL")
        return written


class NothingForm(Form):
    """A command that needs no further word: {}."""


def _has_nul(written: object) -> bool:
    if isinstance(written, dict):
        return any(_has_nul(value) for value in written.values())
    if isinstance(written, list):
        return any(_has_nul(value) for value in written)
    return isinstance(written, str) and "\0" in written
