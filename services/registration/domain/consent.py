"""What ends with an owner's consent: all use of the business, its submissions, and how the owner was reached."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from services.registration.domain.business import Business, require_consent
from services.registration.domain.contacts import Contact, erase_contacts
from services.registration.domain.product import Product, withdraw_all
from services.registration.domain.texts import refused
from shared.events.registration import (
    ConsentWithdrawn,
    ContactChanged,
    ContactErased,
    FunctionAssigned,
    ProductWithdrawn,
)
from shared.people.functions import OWNER

CONSENT_TEXT = "2026-1"
"""The version of the text that owners agree to on the page where a business is registered."""


def require_present_text(version: str) -> None:
    """A form may be sent long after it was read, and nobody agrees to words that they have not seen. Raises Refused."""
    if version != CONSENT_TEXT:
        raise refused("consent-text-changed")


def withdraw_consent(
    business: Business, products: Sequence[Product], *, entered_as: str, owners: Collection[str], at: datetime
) -> tuple[Business, list[Product], list[ProductWithdrawn | ConsentWithdrawn]]:
    """The owner agrees no longer, and whatever stands submitted of these, the business's products, is taken back.

    UU 27/2022 on personal data: whoever uses the data stops within 3 x 24 hours of the withdrawal, so this takes
    effect at once, here and, through the announcements, everywhere. Nothing may be done for the business afterwards
    but to read it: no change, no draft, no submission; only the owner still reads its name and what is personal
    (`may_be_named`). The record itself stays, as proof of what was done while the consent stood: what is tied to
    signed agreements or to a legal proceeding must not be destroyed (the same law; UU 43/2009 on archives). That is a
    duty to keep, not a permission to use. When it ends is for the city's schedule of retention to say.

    It cannot be undone (DECISIONS 17), so nobody does it over an owner's head (`may_withdraw_consent`).
    """
    require_consent(business)
    if not may_withdraw_consent(entered_as=entered_as, owners=owners):
        raise refused("consent-withdrawal-needs-owner")
    without_consent = replace(business, consent=replace(business.consent, withdrawn_at=at))
    taken_back = withdraw_all(products, "consent-withdrawn", at=at)
    ended = ConsentWithdrawn(city=business.city, business_id=business.id, withdrawn_at=at)
    return without_consent, [product for product, _ in taken_back], [*(told for _, told in taken_back), ended]


def may_withdraw_consent(*, entered_as: str, owners: Collection[str]) -> bool:
    """Whether somebody may end it: `owners` are the accounts that own the business, and only where there is none a
    pendamping (`entered_as`) enters it for the owner."""
    return entered_as == OWNER or not owners


def forget_owners(
    contacts: Sequence[Contact], held: Sequence[FunctionAssigned], *, without_consent: Collection[str], city: str
) -> tuple[list[str], list[ContactErased | ContactChanged]]:
    """Which owners the city may reach no longer once a consent has ended: not those who take part in anything else.

    `contacts` and `held` are the owners', in all cities; `without_consent` are their businesses without consent, by id.
    """
    reached = {a.subject for a in held if a.function != OWNER or a.scope not in without_consent}
    told = {
        subject: erase_contacts([contact for contact in contacts if contact.subject == subject], cities={city})
        for subject in sorted({contact.subject for contact in contacts} - reached)
    }
    return [subject for subject in told if told[subject]], [event for events in told.values() for event in events]


def may_be_named(business: Business, *, own: bool) -> bool:
    """Whether the reader may see what a business is called, whose it is and what it earns: whoever is not its owner,
    an officer or a pendamping, only while the consent stands."""
    return own or business.consent.withdrawn_at is None
