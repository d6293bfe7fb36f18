"""The numbers that a product carries: P-IRT, BPOM, halal and barcode. How they are spelt, and what looks odd.

Each `read_…` turns what is written into one spelling, or refuses. Whether a licence suffices, curation judges.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from stdnum import ean
from stdnum.util import clean

from services.registration.domain.texts import refused
from shared.events.registration import Licence
from shared.law.licences import has_ended

PIRT = re.compile(r"(?:P-?IRT\.?(?:NO\.?|NOMOR)?[:.]?)?([0-9]{13})-?([0-9]{2})")

BPOM = {
    "bpom-md": ("MD", "[0-9]{12,15}"),  # domestic food; 12 digits seen, longer ones said to exist
    "bpom-ml": ("ML", "[0-9]{12,15}"),  # imported food
    "bpom-tr": ("TR", "[0-9]{9,15}"),  # traditional medicine; the length is not confirmed, so kept wide
    "bpom-na": ("NA", "[0-9]{11}"),  # cosmetics: doklit.com, daftar awalan nomor registrasi BPOM
}

ALWAYS_END = frozenset({"pirt", "bpom-md", "bpom-ml"})
"""Kinds that hold for five years: SPP-IRT and MD/ML (desabisa.com; dibalikjendelakamarku, see domain.md §2)."""


def read_pirt(text: str) -> str:
    """`2068171010001-31`: pack, food type (2), city (4), the producer's nth food (2), producer (4), year of expiry.

    Peraturan BPOM 22/2018. The old numbers of 12 digits have all run out.
    """
    found = PIRT.fullmatch("".join(text.upper().split()))
    if not found:
        raise refused("pirt-malformed")
    return f"{found[1]}-{found[2]}"


def read_bpom(kind: str, text: str) -> str:
    """`MD 235602169254`: the prefix of its kind and the digits; the words BPOM RI before them are left out."""
    prefix, digits = BPOM[kind]
    compact = re.sub(r"[\s.:-]", "", text.upper())
    found = re.fullmatch(f"(?:BPOM|POM)?(?:RI)?(?:{prefix})?({digits})", compact)
    if not found:
        raise refused(f"{kind}-malformed")
    return f"{prefix} {found[1]}"


READERS: dict[str, Callable[[str], str]] = {"pirt": read_pirt, **{kind: partial(read_bpom, kind) for kind in BPOM}}


def read_licence(licence: Licence) -> Licence:
    """A licence whose kind is known, whose number is well spelt, and that says when it ends if its kind always does."""
    if licence.kind not in READERS:
        raise refused("licence-kind-unknown")
    number = READERS[licence.kind](licence.number)
    if licence.kind in ALWAYS_END and licence.valid_until is None:
        raise refused("licence-expiry-missing")
    return licence.model_copy(update={"number": number})


def read_halal(text: str) -> str:
    """The number of a halal certificate as the label shows it: ID and digits, not the fatwa's KH… number."""
    number = re.sub(r"[\s.-]", "", text.upper())
    if not re.fullmatch("ID[0-9]{11,20}", number):
        raise refused("halal-number-malformed")
    return number


def read_gtin(text: str) -> str:
    """The 13 digits of a GTIN-13. Prefix 2 is for one store's own use (GS1); python-stdnum takes that and 8 or 12."""
    gtin = clean(text, " -.").strip()
    if not re.fullmatch("[0-9]{13}", gtin):
        raise refused("gtin-not-13-digits")
    if not ean.is_valid(gtin):
        raise refused("gtin-check-digit-wrong")
    if gtin.startswith("2"):
        raise refused("gtin-in-store")
    return gtin


def odd_about_licence(licence: Licence, *, region_code: str, on: date) -> list[str]:
    """Codes of what deserves a second look in a licence that `read_licence` gave; none of it refuses a product."""
    odd = _odd_about_pirt(licence, region_code) if licence.kind == "pirt" else []
    if licence.kind in {"bpom-md", "bpom-ml"} and len(licence.number) != len("MD 235602169254"):
        odd.append("bpom-number-unusual")
    if has_ended(licence, on=on):
        odd.append("licence-expired")
    return odd


def _odd_about_pirt(licence: Licence, region_code: str) -> list[str]:
    number, ends = licence.number, licence.valid_until
    found = {
        "pirt-pack-unknown": number[0] not in "12345678",
        "pirt-other-city": number[3:7] != region_code.replace(".", ""),
        "pirt-year-differs": ends is not None and ends.year % 100 != int(number[-2:]),
    }
    return [code for code, is_so in found.items() if is_so]


def is_usual_halal(number: str) -> bool:
    """Printed certificates have ID and 17 digits; the structure is not published."""
    return re.fullmatch("ID[0-9]{17}", number) is not None
