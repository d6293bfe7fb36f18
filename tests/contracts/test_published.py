"""What was once published can still be read: one example per event, kept for ever."""

from pathlib import Path

import pytest

from shared.events.catalog import BY_TYPE, EVENTS, TOPICS

PUBLISHED = Path(__file__).parent / "published"
EXAMPLES = sorted(PUBLISHED.glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_what_was_once_published_can_still_be_read(example: Path) -> None:
    event = BY_TYPE[example.stem].model_validate_json(example.read_bytes())
    assert event.key


def test_every_event_has_an_example() -> None:
    assert {example.stem for example in EXAMPLES} >= {event.type for event in EVENTS}


def test_every_event_and_field_that_is_not_plain_says_what_it_is() -> None:
    assert [event.type for event in EVENTS if len((event.__doc__ or "").split()) < 6] == []


def test_topics_are_named_by_publisher_and_aggregate() -> None:
    assert all(topic.name.split(".")[0] == "gerai" and topic.name.endswith(".v1") for topic in TOPICS)
