"""What a resubmission says otherwise than the revision before."""

from dataclasses import dataclass
from typing import Any

from shared.events.registration import ProductFacts


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the product sheet that was changed."""

    field: str
    before: Any
    after: Any


def compare(before: ProductFacts, after: ProductFacts) -> list[Change]:
    """The fields in which two submissions of a product differ, in the order of the sheet."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in ProductFacts.model_fields)
    return [Change(name, old, new) for name, old, new in pairs if old != new]
