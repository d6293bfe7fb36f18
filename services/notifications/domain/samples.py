"""Made-up events from which the texts of messages are shown before any event has happened."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from services.notifications.domain.audience import WHO_IS_TOLD, Audience
from services.notifications.domain.gathering import LISTS, name_for_many, write_many
from services.notifications.domain.writing import Facts, Place, Text, write
from shared.events.event import Event
from shared.events.registration import PersonInvited
from shared.texts import LANGUAGES

WORDS: Mapping[str, str] = {
    "name": "Dapur Tifa Sirimau",
    "product_name": "Sambal Roa Tifa",
    "title": "Kesepakatan Bersama Pemasaran Produk UMKM",
    "subject": "selvi",
    "assigned_by": "admin.kota",
    "ended_by": "admin.kota",
    "reason": "Menunggu hasil uji.",
    "category": "pangan-kering",
    "scale": "mikro",
    "storage": "suhu-ruang",
    "scheme": "konsinyasi",
}
"""What stands in fields for which the contract gives no example."""
NUMBERS: Mapping[str, int] = {"price": 32_000, "margin_percent": 20, "capacity_per_month": 600}
AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
SAID = ("assigned_by", "ended_by", "reason", "sign_by", "until")
"""What need not be said but is, so that the longer text is seen."""


def sample(kind: type[BaseModel], **different: object) -> Any:
    """An event, or a part of one, of a kind: fields have the contract's own examples, or something plausible."""
    fields = {name: _example(name, field) for name, field in kind.model_fields.items()}
    return kind.model_validate(fields | different)


def list_texts() -> list[tuple[type[Event], str, list[Audience]]]:
    """Every text that is told, with its event and to whom, in the order of the table; after it the one for many."""
    told: dict[tuple[type[Event], str], list[Audience]] = {(PersonInvited, "person-invited"): []}
    for event, audiences, template in WHO_IS_TOLD:
        told.setdefault((event, template), []).extend(audiences)
    return [
        (event, name, audiences)
        for (event, template), audiences in told.items()
        for name in ([template, name_for_many(template)] if template in LISTS else [template])
    ]


def preview(
    kind: type[Event], name: str, place: Place, *, public_url: str, for_assistant: bool = False
) -> list[dict[str, Text]]:
    """How a text reads in each language, once for every code that its event turns on; the one for many lists them."""
    alone = {name_for_many(template): template for template in LISTS}
    turns = _preview_each(kind, alone.get(name, name), place, for_assistant=for_assistant)
    if name not in alone:
        return turns
    many = {
        language: write_many(
            alone[name],
            language,
            [turn[language].title for turn in turns],
            count=len(turns) + 2,
            place=place,
            public_url=public_url,
            for_assistant=for_assistant,
        )
        for language in LANGUAGES
    }
    return [many]


def _preview_each(kind: type[Event], template: str, place: Place, *, for_assistant: bool) -> list[dict[str, Text]]:
    turns = [
        {name: code}
        for name, field in kind.model_fields.items()
        if field.is_required() and field.annotation is str
        for code in _codes(field)
    ]
    return [
        {language: write(template, language, facts, for_assistant=for_assistant) for language in LANGUAGES}
        for turn in turns or [{}]
        for facts in [
            Facts(
                event=sample(kind, **turn),
                at=AT,
                place=place,
                product=WORDS["product_name"],
                business=WORDS["name"],
            )
        ]
    ]


def _codes(field: FieldInfo) -> list[Any]:
    """What a field may say, where the contract names several things."""
    return list(field.examples or ()) if len(field.examples or ()) > 1 else []


def _example(name: str, field: FieldInfo) -> Any:
    if not field.is_required() and name not in SAID:
        return field.get_default(call_default_factory=True)
    return field.examples[0] if field.examples else _value(name, field.annotation)


def _value(name: str, kind: Any) -> Any:
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        return (_value(name, get_args(kind)[0]),)
    if get_origin(kind) is dict:
        return {"kota": "1"}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return sample(kind)
    plain: dict[Any, Any] = {
        UUID: UUID("018f0000-0000-7000-8000-000000000001"),
        datetime: AT,
        date: AT.date(),
        bool: True,
        int: NUMBERS.get(name, 1),
        str: WORDS.get(name, "contoh"),
    }
    return plain[kind]
