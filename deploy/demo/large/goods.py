"""The businesses of the large city and their products, made from a seed: the same ones every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SEED = 7371
KINDS: tuple[tuple[str, str, str, int | None, int], ...] = (
    ("Abon Ikan Tuna", "pangan-kering", "100 g", 180, 28_000),
    ("Kacang Disko", "pangan-kering", "200 g", 120, 17_000),
    ("Kue Baruasa", "pangan-kering", "250 g", 90, 22_000),
    ("Bagea Sagu", "pangan-kering", "300 g", 180, 19_000),
    ("Keripik Pisang", "pangan-kering", "150 g", 120, 15_000),
    ("Sambal Teri", "pangan-kering", "120 g", 180, 26_000),
    ("Kerupuk Kepiting", "pangan-kering", "100 g", 150, 18_500),
    ("Kopi Bubuk Kalosi", "kopi", "200 g", 365, 48_000),
    ("Kopi Bubuk Bawakaraeng", "kopi", "250 g", 365, 52_000),
    ("Sirup Markisa", "minuman", "500 ml", 365, 34_000),
    ("Sarabba Instan", "minuman", "150 g", 365, 24_000),
    ("Miniatur Pinisi", "kerajinan", "1 buah", None, 85_000),
)
"""Name, category, content, days on the shelf, price."""
FLAVOURS = ("Asli", "Pedas", "Manis", "Bawang", "Jeruk", "Istimewa", "Rumahan", "Pilihan", "Keluarga", "Bakar")
PLACES = ("Losari", "Paotere", "Somba Opu", "Rotterdam", "Tallo", "Panakkukang", "Daya", "Antang", "Barombong", "Maros")
HOUSES = ("Dapur", "UD", "Rumah Rasa", "Kelompok Usaha", "Warung Olah", "Berkah", "Sipakatau", "Mattiro")
FIRST = ("Nur", "Andi", "Sitti", "Baso", "Hasan", "Daeng", "Rahma", "Yusuf", "Mega", "Ilham", "Fitri", "Amir")
LAST = ("Alimuddin", "Pasolong", "Tahir", "Lambogo", "Rasyid", "Palinggi", "Mappa", "Sanusi", "Gassing", "Bunga")
PRODUCTS = (2, 3, 4, 5, 5, 6, 7, 8, 5, 5)
"""How many a business has, in turn: five on average."""
WAYS = {"draft": 4, "unseen": 22, "half-seen": 8, "passes": 44, "passes-if": 5, "must-mend": 12, "rejected": 5}
"""How far products get in curation, of a hundred."""


@dataclass(frozen=True, slots=True)
class Good:
    """A product: what its owner says of it, and how far it gets in curation (WAYS)."""

    sheet: dict[str, Any]
    way: str


@dataclass(frozen=True, slots=True)
class Firm:
    """A business as its form says it, its owner's account if they have one, and its products."""

    form: dict[str, Any]
    subject: str | None
    goods: tuple[Good, ...]


def make_firms(count: int, *, at: datetime) -> Iterator[Firm]:
    """So many businesses, whose owners agreed to the use of their data shortly before `at`."""
    chance = random.Random(SEED)
    made = 0
    for number in range(count):
        size = PRODUCTS[number % len(PRODUCTS)]
        goods = tuple(_good(chance, made + place) for place in range(size))
        yield Firm(_form(chance, number, at), f"usaha.{number:04d}" if number % 2 == 0 else None, goods)
        made += size


def _form(chance: random.Random, number: int, at: datetime) -> dict[str, Any]:
    born = datetime(1955, 1, 1, tzinfo=UTC) + timedelta(days=chance.randrange(18_000))
    first, last = chance.choice(FIRST), chance.choice(LAST)
    return {
        "city": "makassar",
        "name": f"{chance.choice(HOUSES)} {first} {chance.choice(PLACES)} {number + 1}",
        "nib": f"{9_300_000_000_000 + number * 37}",
        "legal_form": "perorangan",
        "established": True,
        "turnover": chance.randrange(20, 1_500) * 1_000_000,
        "kbli_code": chance.choice(("10772", "10219", "10612", "10794")),
        "kbli_version": "2025",
        "district_code": f"73.71.{chance.randrange(1, 15):02d}",
        "owner_name": f"{first} {last}",
        "phone": f"0812{number:08d}",
        "nik": f"7371{chance.randrange(1, 15):02d}{born:%d%m%y}{number + 1:04d}",
        "consent": {
            "text_version": "2026-1",
            "given_at": (at - timedelta(hours=1)).isoformat(),
            "channel": "mandiri" if number % 2 == 0 else "pendamping",
        },
    }


def _good(chance: random.Random, number: int) -> Good:
    name, category, content, days, price = chance.choice(KINDS)
    way = chance.choices(list(WAYS), list(WAYS.values()))[0]
    sheet = {
        "name": f"{name} {chance.choice(FLAVOURS)} {chance.choice(PLACES)} {number + 1}",
        "category": category,
        "net_content": content,
        "shelf_life_days": days,
        "storage": "suhu-ruang",
        "price": price + chance.randrange(10) * 500,
        "capacity_per_month": chance.randrange(400, 3_000),
        "licences": [] if category == "kerajinan" else [_licence(number)],
        "halal_status": "tidak-wajib" if category == "kerajinan" else "bersertifikat",
        "halal_number": None if category == "kerajinan" else f"ID7311{number:013d}",
        "gtin": _gtin(number),
    }
    return Good(sheet, way)


def _licence(number: int) -> dict[str, str]:
    return {"kind": "pirt", "number": f"P-IRT No. 2067371{number:06d}-31", "valid_until": "2031-06-30"}


def _gtin(number: int) -> str:
    """With its check digit (GS1: every other digit three times)."""
    digits = f"899{number + 700_000:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
