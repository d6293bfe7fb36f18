"""An application that is still being written: its own writer's alone, and kept step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.registration.domain.business import READERS, read_district
from services.registration.domain.sheet import unreadable
from services.registration.domain.texts import Point
from shared.events.registration import CityConfigured

STEPS: Mapping[str, tuple[str, ...]] = {
    "usaha": ("city", "name", "nib", "legal_form"),
    "kegiatan": ("district_code", "kbli_code", "kbli_version", "established", "turnover", "capital"),
    "pemilik": ("whose", "owner_subject", "owner_name", "nik", "npwp", "phone", "email", "language"),
    "persetujuan": ("agrees", "channel", "given_on"),
}
"""What is asked for in which step, in order."""
MAY_BE_EMPTY = {"npwp", "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDraft:
    """What somebody has filled in so far, as it was written. Out of its repr, for it holds identity numbers."""

    id: UUID
    subject: str
    """Whose draft it is: nobody else ever reads it."""
    fields: Mapping[str, str] = field(repr=False)
    changed_at: datetime

    @property
    def name(self) -> str:
        """What the business is to be called."""
        return self.fields.get("name", "").strip()


def fill_in(draft: ApplicationDraft, step: str, written: Mapping[str, str], *, at: datetime) -> ApplicationDraft:
    """The draft with what was written in one step, whether it is right or not."""
    said = {name: written.get(name, "") for name in STEPS[step]}
    return replace(draft, fields={**draft.fields, **said}, changed_at=at)


def is_begun(draft: ApplicationDraft, step: str) -> bool:
    """Whether a step has been sent once."""
    return any(name in draft.fields for name in STEPS[step])


def open_in_step(draft: ApplicationDraft, step: str, *, city: CityConfigured) -> list[Point]:
    """What is missing or wrong in the texts of a step; amounts and consent are for the registration to judge."""
    written = {name: draft.fields.get(name, "") for name in STEPS[step]}
    points = list(_open(written, city))
    if written.get("whose") == "punya-akun" and not written["owner_subject"].strip():
        points.append(Point("owner_subject", "subject-missing"))
    return points


def _open(written: Mapping[str, str], city: CityConfigured) -> Iterator[Point]:
    for name, text in written.items():
        if name == "district_code":
            yield from unreadable(name, lambda text: read_district(city, text), text)
        elif name in READERS and (text.strip() or name not in MAY_BE_EMPTY):
            yield from unreadable(name, READERS[name], text)
