"""Reads what people filled into a page's form into the same models that the API takes."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from shared.forms import Form

ITEM = re.compile(r"(?P<index>\d{1,3})-(?P<name>.+)")
WHOLE = re.compile(r"(Rp)?\s*(?P<sign>-?)(?P<digits>\d{1,3}(\.\d{3}){1,9}|\d{1,30})", re.ASCII)
"""1500000, 1.500.000 or Rp1.500.000; what is longer is no number that anybody means."""
YES, NO = "ya", "tidak"
F = TypeVar("F", bound=Form)


def sent(model: type[F]) -> Callable[[Request], Awaitable[F]]:
    """A dependency: what the form of this request says, in the words of `model`."""

    async def read(request: Request) -> F:
        return from_fields(model, request.state.form)

    return read


def from_fields(model: type[F], fields: FormData) -> F:
    """Raises RequestValidationError, whose places are the fields of the form: `licences-0-number`."""
    known = _known(fields)
    try:
        return model.model_validate(_filled(model, known))
    except ValidationError as wrong:
        faults = [{**error, "loc": ("body", _place(error["loc"], known))} for error in wrong.errors()]
        raise RequestValidationError(faults) from wrong


def _known(fields: FormData) -> dict[str, str]:
    """Texts by name; those that share a name, as boxes to tick do, are lines of one."""
    texts: dict[str, list[str]] = {}
    for name, value in fields.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    return {name: "\n".join(lines) for name, lines in texts.items()}


def _place(location: Sequence[int | str], fields: Mapping[str, str]) -> str:
    """The field of the form that pydantic speaks of: it counts filled rows, the form all of them."""
    place = ""
    for part in location:
        numbers = _rows(place, fields) if isinstance(part, int) else {}
        if isinstance(part, int) and not numbers:
            return place
        place = f"{place}-{sorted(numbers)[part] if isinstance(part, int) else part}".removeprefix("-")
    return place


def _filled(model: type[BaseModel], fields: Mapping[str, str]) -> dict[str, Any]:
    """What was filled in of a model's fields; an empty field says nothing, and its default stands."""
    read = {name: _read(field.annotation, name, fields) for name, field in model.model_fields.items()}
    return {name: value for name, value in read.items() if value is not None}


def _read(kind: Any, name: str, fields: Mapping[str, str]) -> Any:
    kind = _plain(kind)
    if get_origin(kind) is dict:
        asked = {key: _read(get_args(kind)[1], key, {key: text}) for key, text in _below(name, fields).items()}
        return {key: value for key, value in asked.items() if value is not None}
    if get_origin(kind) in (tuple, list):
        return _items(_plain(get_args(kind)[0]), name, fields)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        inside = _filled(kind, _below(name, fields))
        return inside if any(value not in ([], {}) for value in inside.values()) else None
    text = fields.get(name, "").strip()
    if text == "":
        return None
    return _converted(kind, text)


def _items(kind: Any, name: str, fields: Mapping[str, str]) -> Sequence[Any] | None:
    """Rows of a list, in the order of their numbers; rows with nothing in them are left out."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        rows = _rows(name, fields)
        return [_filled(kind, rows[index]) for index in sorted(rows)]
    return [line for line in fields.get(name, "").splitlines() if line.strip()]


def _rows(name: str, fields: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """What was filled in of the rows of a list, by their numbers."""
    rows: dict[int, dict[str, str]] = {}
    for place, value in _below(name, fields).items():
        if found := ITEM.fullmatch(place):
            rows.setdefault(int(found["index"]), {})[found["name"]] = value
    return {index: row for index, row in rows.items() if any(text.strip() for text in row.values())}


def _below(name: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {place[len(name) + 1 :]: value for place, value in fields.items() if place.startswith(f"{name}-")}


def _converted(kind: Any, text: str) -> Any:
    """A number or a yes for a field that wants one; anything else stays what was written, for pydantic to judge."""
    if kind is int and (found := WHOLE.fullmatch(text)):
        return int(found["sign"] + found["digits"].replace(".", ""))
    if kind is bool and text in (YES, NO):
        return text == YES
    return text


def _plain(kind: Any) -> Any:
    """The type itself, without what is said about it and without None."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        options = [each for each in get_args(kind) if each is not NoneType]
        kind = options[0]
    return kind
