"""The numbers of people, businesses and telephones, and mail addresses: each becomes one spelling, or is refused."""

import re
from datetime import date

from stdnum import luhn
from stdnum.util import clean

from services.registration.domain.texts import refused


def read_nik(text: str) -> str:
    """The 16 digits of a NIK: PPKKCC, DDMMYY with 40 added to a woman's day, a serial from 0001.

    The region is where the person was first registered, and old codes stay valid: no region is refused
    (`is_of_region` tells). Own rules, because python-stdnum 2.2 accepts days 81-99 and serial 0000, and refuses
    regions that it does not know.
    """
    nik = clean(text, " -.").strip()
    if not re.fullmatch("[0-9]{16}", nik):
        raise refused("nik-not-16-digits")
    if not _has_a_date(nik):
        raise refused("nik-date-impossible")
    if nik.endswith("0000"):
        raise refused("nik-serial-zero")
    return nik


def _has_a_date(nik: str) -> bool:
    """Whether its birthday exists in this century; all but 29-02-00 existed in the last one just so."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), 2000 + int(nik[10:12])
    try:
        date(year, month, day - 40 if day > 40 else day)
    except ValueError:
        return False
    return True


def is_of_region(nik: str, region_code: str) -> bool:
    """Whether a NIK was first issued in a city, given by its Kemendagri code (81.71)."""
    return nik.startswith(region_code.replace(".", ""))


def mask_nik(number: str) -> str:
    """`8171********0001`; good for an NPWP too, which for a person is the NIK. What is shorter shows nothing."""
    if len(number) < 15:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def read_npwp(text: str) -> str:
    """The digits of an NPWP: 15 (old), or 16 that are a NIK. What is written as 0 and the old ones is the same number,
    and has the old spelling: else one taxpayer would be two.

    The first nine of the old digits end in a Luhn check digit. The 22 digits of a branch (NITKU) are not an NPWP.
    """
    npwp = clean(text, " -.").strip()
    if not re.fullmatch("[0-9]{15,16}", npwp):
        raise refused("npwp-not-15-or-16-digits")
    if len(npwp) == 16 and not npwp.startswith("0"):
        return _read_nik_as_npwp(npwp)
    checked = npwp[-15:][:9]
    if not checked.strip("0") or not luhn.is_valid(checked):
        raise refused("npwp-check-digit-wrong")
    return npwp[-15:]


def _read_nik_as_npwp(npwp: str) -> str:
    if not _has_a_date(npwp) or npwp.endswith("0000"):
        raise refused("npwp-not-a-nik")
    return npwp


def read_nib(text: str) -> str:
    """The 13 digits of a NIB, as text because it may begin with 0. It has no public check digit."""
    nib = clean(text, " -.").strip()
    if not re.fullmatch("[0-9]{13}", nib):
        raise refused("nib-not-13-digits")
    return nib


def read_phone(text: str) -> str:
    """A mobile number as WhatsApp wants it: 0812…, 812…, +62812… and 62812… all become 62812…"""
    digits = clean(text, " -.()/").strip().removeprefix("+")
    number = "62" + digits.removeprefix("62").removeprefix("0")
    if not re.fullmatch("628[1-9][0-9]{7,10}", number):
        raise refused("phone-not-mobile")
    return number


def read_email(text: str) -> str:
    """A mail address without what surrounds it. Whether somebody reads it, only a message can show."""
    address = text.strip()
    if len(address) > 254 or not re.fullmatch(r"[^@\s<>\x00-\x1f]{1,64}@(?:[\w-]+\.)+[\w-]{2,}", address):
        raise refused("email-malformed")
    return address
