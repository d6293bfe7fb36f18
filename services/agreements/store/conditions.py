"""How the conditions of a product that passed stand in a column."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.events.curation import Condition

_CONDITIONS = TypeAdapter(tuple[Condition, ...])


def to_column(conditions: Sequence[Condition]) -> str:
    """They are written in their order."""
    return _CONDITIONS.dump_json(tuple(conditions)).decode()


def from_column(written: str) -> tuple[Condition, ...]:
    """As they were."""
    return _CONDITIONS.validate_json(written)
