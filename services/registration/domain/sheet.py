"""The product sheet that an owner fills in: what is still open before it can be submitted, and what looks odd."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from services.registration.domain import licences
from services.registration.domain.business import Business
from services.registration.domain.texts import Point
from shared.errors import Refused
from shared.events.registration import Licence
from shared.law import categories
from shared.law.categories import Category

Written = TypeVar("Written", str, Licence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a product is, as its owner wrote it. Empty and 0 mean: not filled in yet.

    `price` is whole rupiah, `capacity_per_month` sales units; no `gtin` means that there is no barcode yet.
    """

    name: str = ""
    category: str = ""
    net_content: str = ""
    shelf_life_days: int | None = None
    storage: str = ""
    price: int = 0
    capacity_per_month: int = 0
    licences: tuple[Licence, ...] = ()
    halal_status: str = ""
    halal_number: str | None = None
    gtin: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that one sheet says otherwise than another."""

    field: str
    before: object
    after: object


def differences(before: Sheet, after: Sheet) -> list[Difference]:
    """What is different, in the order of the fields; another spelling of the same is not."""
    before, after = _spelt(before), _spelt(after)
    pairs = ((each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(Sheet))
    return [Difference(name, old, new) for name, old, new in pairs if old != new]


def open_points(sheet: Sheet, *, on: date) -> list[Point]:
    """All that keeps a sheet from being submitted on a day in the city; none: it is complete and well spelt."""
    category = categories.find_category(sheet.category, on=on)
    return [
        *_open_about_product(sheet),
        *_open_about_category(sheet, category),
        *_open_about_licences(sheet),
        *_open_about_halal(sheet),
        *(unreadable("gtin", licences.read_gtin, sheet.gtin) if sheet.gtin else ()),
    ]


def _open_about_product(sheet: Sheet) -> Iterator[Point]:
    if not sheet.name.strip():
        yield Point("name", "product-name-missing")
    if not sheet.net_content.strip():
        yield Point("net_content", "net-content-missing")
    elif not any(character.isdigit() for character in sheet.net_content):
        yield Point("net_content", "net-content-without-number")
    if sheet.shelf_life_days is not None and sheet.shelf_life_days < 1:
        yield Point("shelf_life_days", "shelf-life-not-positive")
    if sheet.price <= 0:
        yield Point("price", "price-not-positive")
    if sheet.capacity_per_month <= 0:
        yield Point("capacity_per_month", "capacity-not-positive")
    if not sheet.storage:
        yield Point("storage", "storage-missing")
    elif sheet.storage not in categories.STORAGES:
        yield Point("storage", "storage-unknown")


def _open_about_category(sheet: Sheet, category: Category | None) -> Iterator[Point]:
    if category is None:
        yield Point("category", "category-unknown" if sheet.category else "category-missing")
        return
    if not category.eligible:
        yield Point("category", "category-not-eligible", category)
        return
    if category.perishes and sheet.shelf_life_days is None:
        yield Point("shelf_life_days", "shelf-life-missing")
    if sheet.storage in categories.STORAGES - category.storages:
        yield Point("storage", "storage-not-for-category")
    kinds = categories.kinds_for(category, storage=sheet.storage)
    if categories.needs_licence(category, shelf_life_days=sheet.shelf_life_days) and not any(
        licence.kind in kinds for licence in sheet.licences
    ):
        yield Point("licences", categories.missing_for(category, storage=sheet.storage))


def _open_about_licences(sheet: Sheet) -> Iterator[Point]:
    for licence in sheet.licences:
        yield from unreadable("licences", licences.read_licence, licence)


def _open_about_halal(sheet: Sheet) -> Iterator[Point]:
    if not sheet.halal_status:
        yield Point("halal_status", "halal-status-missing")
    elif sheet.halal_status not in categories.HALAL_STATUSES:
        yield Point("halal_status", "halal-status-unknown")
    elif sheet.halal_status != categories.CERTIFIED:
        if sheet.halal_number:
            yield Point("halal_number", "halal-number-without-certificate")
    elif not sheet.halal_number:
        yield Point("halal_number", "halal-number-missing")
    else:
        yield from unreadable("halal_number", licences.read_halal, sheet.halal_number)


def unreadable(field: str, read: Callable[[Written], Written], written: Written) -> Iterator[Point]:
    """What is wrong with one field, if anything is."""
    try:
        read(written)
    except Refused as refusal:
        yield Point(field, refusal.code)


def spell_out(sheet: Sheet) -> Sheet:
    """A sheet without open points, in the one spelling that others may rely on."""
    return replace(
        sheet,
        name=sheet.name.strip(),
        net_content=sheet.net_content.strip(),
        licences=tuple(map(licences.read_licence, sheet.licences)),
        halal_number=licences.read_halal(sheet.halal_number) if sheet.halal_number else None,
        gtin=licences.read_gtin(sheet.gtin) if sheet.gtin else None,
    )


def _spelt(sheet: Sheet) -> Sheet:
    try:
        return spell_out(sheet)
    except Refused:
        return sheet


def odd_about_sheet(sheet: Sheet, business: Business, *, on: date) -> list[Point]:
    """What deserves a second look in a sheet without open points, and refuses nothing; `on` is the day in the city."""
    category = categories.find_category(sheet.category, on=on)
    if category is None or open_points(sheet, on=on):
        return []
    spelt = spell_out(sheet)
    return [
        *_odd_about_licences(spelt, category, region_code=business.region_code, on=on),
        *_odd_about_halal(spelt, category, scale=business.scale, on=on),
        *([] if spelt.gtin else [Point("gtin", "gtin-missing")]),
    ]


def _odd_about_licences(sheet: Sheet, category: Category, *, region_code: str, on: date) -> Iterator[Point]:
    for licence in sheet.licences:
        for code in licences.odd_about_licence(licence, region_code=region_code, on=on):
            yield Point("licences", code)
        if licence.kind not in category.licences:
            yield Point("licences", "licence-not-for-category")


def _odd_about_halal(sheet: Sheet, category: Category, *, scale: str, on: date) -> Iterator[Point]:
    if sheet.halal_number and not licences.is_usual_halal(sheet.halal_number):
        yield Point("halal_number", "halal-number-unusual")
    settled = categories.halal_is_settled(sheet.halal_status, sheet.halal_number)
    if not settled and categories.halal_is_a_duty(category, scale=scale, on=on):
        yield Point("halal_status", "halal-duty-open")
