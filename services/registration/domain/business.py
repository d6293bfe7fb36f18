"""A business and its registration: who, how large, where, and with whose consent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registration.domain import identity
from services.registration.domain.texts import Point, conflict, refused
from shared.events.registration import (
    BusinessChanged,
    BusinessFacts,
    BusinessRegistered,
    CityConfigured,
)
from shared.people.functions import DISKOP, office_name

LEGAL_FORMS = frozenset({"perorangan", "pt-perorangan", "cv", "pt", "koperasi", "firma"})
KBLI_VERSIONS = frozenset({"2020", "2025"})
ASSISTED = "pendamping"
CONSENT_CHANNELS = frozenset({"mandiri", ASSISTED, "surat"})
"""By the owner's own hand, read out by an assistant, or signed on paper."""

MILIAR = 1_000_000_000
SCALES = (("mikro", 1 * MILIAR, 2 * MILIAR), ("kecil", 5 * MILIAR, 15 * MILIAR), ("menengah", 10 * MILIAR, 50 * MILIAR))
"""Up to and including which capital, and which yearly turnover: PP 7/2021 Pasal 35 ("sampai dengan paling banyak")."""

KBLI_2020_REPLACED = date(2026, 7, 1)
"""Peraturan BPS 7/2025 (December 2025) gives six months; its exact day is not confirmed, so this only warns."""


@dataclass(frozen=True, slots=True)
class Consent:
    """That the owner agreed to a text about their data, when and how (UU 27/2022 Pasal 20), and when no longer."""

    text_version: str
    given_at: datetime
    channel: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What may change of a business, as somebody wrote it. Amounts are whole rupiah.

    `established` says that the business is running: then its turnover decides the scale, else its capital,
    which is counted without land and buildings.
    """

    name: str
    legal_form: str
    established: bool
    capital: int | None = field(default=None, repr=False)
    turnover: int | None = field(default=None, repr=False)
    kbli_code: str
    kbli_version: str
    district_code: str
    owner_name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Description):
    """What somebody fills in to register a business."""

    nib: str
    nik: str = field(repr=False)
    npwp: str | None = field(default=None, repr=False)
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business that the city knows. What is personal stays out of its repr, and so out of logs."""

    id: UUID
    city: str
    owner_subject: str | None
    """Who owns it, as the sign-in provider names them; None while an owner without a phone has no account."""
    entered_by: str | None
    """The assistant (pendamping) who entered it, if the owner did not."""
    name: str
    nib: str
    legal_form: str
    established: bool
    capital: int | None = field(repr=False)
    turnover: int | None = field(repr=False)
    scale: str
    kbli_code: str
    kbli_version: str
    district_code: str
    owner_name: str = field(repr=False)
    phone: str = field(repr=False)
    nik: str = field(repr=False)
    npwp: str | None = field(repr=False)
    consent: Consent
    registered_at: datetime

    @property
    def region_code(self) -> str:
        """The Kemendagri code of its city: 81.71."""
        return self.district_code[:5]


def owner_of(named: str | None, *, asking: str, assists: bool) -> tuple[str | None, str | None]:
    """Who owns a business that somebody enters, and who entered it if the owner did not: a pendamping of the city.

    Whom a pendamping enters it for without a name has no account; everybody else enters what is their own.
    """
    owner = (named or "").strip() or None
    if owner == asking:
        return asking, None
    if assists:
        return owner, asking
    if owner is not None:
        raise refused("entry-needs-assistant")
    return asking, None


def register(
    application: Application,
    *,
    business_id: UUID,
    city: CityConfigured,
    owner_subject: str | None,
    at: datetime,
    entered_by: str | None = None,
) -> tuple[Business, BusinessRegistered]:
    """The city knows the business from now on.

    An owner who is not signed in needs an assistant. Each rule that an application breaks has its own code.
    """
    if not (owner_subject or entered_by):
        raise refused("owner-unknown")
    business = Business(
        id=business_id,
        city=city.city,
        owner_subject=owner_subject,
        entered_by=entered_by,
        nib=identity.read_nib(application.nib),
        nik=identity.read_nik(application.nik),
        npwp=identity.read_npwp(application.npwp) if application.npwp else None,
        consent=_standing(application.consent, assisted=entered_by is not None, at=at),
        registered_at=at,
        **_described(application, city),
    )
    return business, BusinessRegistered(**_facts(business))


def change_business(
    business: Business, description: Description, *, city: CityConfigured
) -> tuple[Business, BusinessChanged | None]:
    """The city knows the business like this from now on."""
    require_consent(business)
    changed = replace(business, **_described(description, city))
    return changed, announce_change(business, changed)


def announce_change(before: Business, after: Business) -> BusinessChanged | None:
    """What others are told, if it says anything new to them."""
    return None if _facts(after) == _facts(before) else BusinessChanged(**_facts(after))


def require_city(city: CityConfigured | None) -> CityConfigured:
    """Only a city that uses Gerai can be registered in."""
    if city is None:
        raise refused("city-unknown")
    return city


def scale_of(established: bool, *, capital: int | None, turnover: int | None) -> str:
    """mikro, kecil or menengah: PP 7/2021 Pasal 35, by turnover for what is established, by capital for what is new."""
    if (capital or 0) < 0 or (turnover or 0) < 0:
        raise refused("amount-negative")
    amount = turnover if established else capital
    if amount is None:
        raise refused("turnover-missing" if established else "capital-missing")
    for scale, most_capital, most_turnover in SCALES:
        if amount <= (most_turnover if established else most_capital):
            return scale
    raise refused("business-too-large")


def require_consent(business: Business) -> None:
    """Nothing more is done for a business whose owner has withdrawn their consent."""
    if business.consent.withdrawn_at is not None:
        raise refused("consent-withdrawn")


def require_nib_with_consent(known: Business, *, city: CityConfigured) -> None:
    """What is `known` by the NIB and lost its owner's consent is not registered anew; its city's office helps on.

    Only for whoever acts for it: that a consent was withdrawn is nobody else's to know. Raises Conflict.
    """
    if known.consent.withdrawn_at is not None:
        office = office_name(city, DISKOP)
        raise conflict("nib-without-consent", office=office if city.name in office else f"{office} {city.name}")


def odd_about_business(business: Business, *, on: date) -> list[Point]:
    """What deserves a second look and refuses nothing; `on` is the day in the city."""
    found = {
        Point("nik", "nik-other-region"): not identity.is_of_region(business.nik, business.region_code),
        Point("kbli_version", "kbli-2020-replaced"): business.kbli_version == "2020" and on >= KBLI_2020_REPLACED,
    }
    return [point for point, is_so in found.items() if is_so]


def _described(description: Description, city: CityConfigured) -> dict[str, Any]:
    """The fields of a business that may change, in one spelling; or the refusal of what is wrong with them."""
    established, capital, turnover = description.established, description.capital, description.turnover
    return {
        "established": established,
        "capital": capital,
        "turnover": turnover,
        "scale": scale_of(established, capital=capital, turnover=turnover),
        "district_code": read_district(city, description.district_code),
        **{name: READERS[name](getattr(description, name)) for name in DESCRIBED},
    }


def _filled_in(text: str, code: str) -> str:
    if not text.strip():
        raise refused(code)
    return text.strip()


def _one_of(known: frozenset[str], text: str, code: str) -> str:
    if text not in known:
        raise refused(code)
    return text


def _kbli_code(text: str) -> str:
    if not re.fullmatch("[0-9]{5}", text.strip()):
        raise refused("kbli-code-not-5-digits")
    return text.strip()


def read_district(city: CityConfigured, district_code: str) -> str:
    """The Kemendagri code of a kecamatan of the city; of one of those that it names, where it names any."""
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", district_code):
        raise refused("district-malformed")
    named = {district.code for district in city.districts}
    if not district_code.startswith(f"{city.region_code}.") or (named and district_code not in named):
        raise refused("district-not-in-city")
    return district_code


READERS: Mapping[str, Callable[[str], str]] = {
    "name": lambda text: _filled_in(text, "business-name-missing"),
    "nib": identity.read_nib,
    "legal_form": lambda text: _one_of(LEGAL_FORMS, text, "legal-form-unknown"),
    "kbli_code": _kbli_code,
    "kbli_version": lambda text: _one_of(KBLI_VERSIONS, text, "kbli-version-unknown"),
    "owner_name": lambda text: _filled_in(text, "owner-name-missing"),
    "nik": identity.read_nik,
    "npwp": identity.read_npwp,
    "phone": identity.read_phone,
    "email": identity.read_email,
}
"""How each field of an application becomes one spelling, or is refused, on its own."""
DESCRIBED = ("name", "legal_form", "kbli_code", "kbli_version", "owner_name", "phone")


def _standing(consent: Consent | None, *, assisted: bool, at: datetime) -> Consent:
    if consent is None:
        raise refused("consent-missing")
    if consent.withdrawn_at is not None:
        raise refused("consent-withdrawn")
    if not consent.text_version.strip():
        raise refused("consent-incomplete")
    if consent.given_at > at:
        raise refused("consent-in-the-future")
    _one_of(CONSENT_CHANNELS, consent.channel, "consent-channel-unknown")
    if consent.channel == ASSISTED and not assisted:
        raise refused("consent-not-assisted")
    return consent


def _facts(business: Business) -> dict[str, Any]:
    """What others may know of it."""
    return {name: getattr(business, name) for name in BusinessFacts.model_fields if name != "business_id"} | {
        "business_id": business.id,
        "city": business.city,
    }
