"""What forms of every service have in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Amount = Annotated[int, Field(ge=-(10**15), le=10**15)]
"""Whole rupiah or pieces, far beyond any business: what is more is a slip that no column holds."""


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
