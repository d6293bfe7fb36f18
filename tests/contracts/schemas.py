"""Writes what readers of events build on: python -m tests.contracts.schemas

A JSON Schema for every event into shared/events/schemas, unless readers or writers by the one that stands there would
stumble; and a fingerprint for every published example that has none.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.events import schema
from shared.events.catalog import EVENTS
from shared.events.event import Event
from tests.contracts import compatibility

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "shared" / "events" / "schemas"
PUBLISHED = Path(__file__).parent / "published"
FINGERPRINTS = PUBLISHED / "FINGERPRINTS"


def type_of(example: Path) -> str:
    """The event that a file is an example of: `<type>.json`, and for further ones `<type>+<what is special>.json`."""
    return example.stem.partition("+")[0]


def list_examples() -> list[Path]:
    """Every example that was ever published."""
    return sorted(PUBLISHED.glob("*.json"))


def text_of(event: type[Event]) -> str:
    """The schema's file as it should stand."""
    examples = [body_of(example) for example in list_examples() if type_of(example) == event.type]
    return json.dumps(schema.of(event, examples), indent=2, ensure_ascii=False) + "\n"


def body_of(example: Path) -> dict[str, Any]:
    """What the example's record held: all but the city."""
    return {name: each for name, each in json.loads(example.read_bytes()).items() if name != "city"}


def list_faults(folder: Path) -> list[str]:
    """What of the events as they are now would harm those who know the schemas in `folder`."""
    events = {event.type: event for event in EVENTS}
    faults = []
    for file in sorted(folder.glob("*.json")):
        if file.stem not in events:
            faults.append(f"{file.stem}: was published and is no longer in the catalog")
            continue
        new = json.loads(text_of(events[file.stem]))
        faults += [f"{file.stem} {fault}" for fault in compatibility.faults(json.loads(file.read_bytes()), new)]
    return faults


def fingerprint(example: Path) -> str:
    """The example's line in FINGERPRINTS, as sha256sum writes it."""
    return f"{hashlib.sha256(example.read_bytes()).hexdigest()}  {example.name}"


def list_fingerprints() -> list[str]:
    """The lines of FINGERPRINTS."""
    return FINGERPRINTS.read_text().splitlines() if FINGERPRINTS.exists() else []


def main() -> None:
    """Ends with 1 and a line per fault, having written nothing, where something published would be broken."""
    if faults := list_faults(SCHEMAS):
        sys.exit("\n".join([*faults, "Nothing was written. Add an optional field, or publish a .v2 beside it."]))
    SCHEMAS.mkdir(exist_ok=True)
    for event in EVENTS:
        (SCHEMAS / f"{event.type}.json").write_text(text_of(event))
    FINGERPRINTS.write_text("".join(f"{line}\n" for line in sorted(_lines(), key=lambda line: line[66:])))


def _lines() -> Iterator[str]:
    """What is listed stays as it is; what is not listed yet is added."""
    listed = list_fingerprints()
    known = {line[66:] for line in listed}
    yield from listed
    yield from (fingerprint(example) for example in list_examples() if example.name not in known)


if __name__ == "__main__":
    main()
