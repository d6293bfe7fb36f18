"""How people can be reached: one contact that is in order, spoilt one thing at a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import ContactChanged, ContactErased
from tests.registration.test_domain_assignments import MAYORALTY, assign
from tests.registration.test_domain_sheet import AMBON, BUSINESS, NOW

YOHANA = domain.Contact(
    city="ambon",
    subject="yohana",
    name=" Yohana Latuconsina ",
    email=" yohana@contoh.id ",
    phone="0812 3456 7890",
    changed_at=NOW,
)
LATER = NOW + timedelta(days=1)


def known(**different: Any) -> domain.Contact:
    return domain.change_contact(replace(YOHANA, **different), city=AMBON)[0]


def test_a_contact_is_told_in_one_spelling() -> None:
    contact, changed = domain.change_contact(YOHANA, city=AMBON)
    assert changed == ContactChanged(
        city="ambon",
        subject="yohana",
        name="Yohana Latuconsina",
        email="yohana@contoh.id",
        phone="6281234567890",
        language="id",
    )
    assert domain.announce_contact(contact) == changed


def test_a_contact_may_have_neither_mail_nor_phone() -> None:
    contact = known(email="", phone=None, language="en")
    assert (contact.email, contact.phone, contact.language) == (None, None, "en")


@pytest.mark.parametrize("secret", ["Latuconsina", "yohana@contoh.id", "6281234567890"])
def test_a_contact_does_not_reach_a_log(secret: str) -> None:
    assert secret not in repr(known())


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"subject": ""}, "subject-missing"),
        ({"name": " "}, "contact-name-missing"),
        ({"email": "yohana"}, "email-malformed"),
        ({"email": "yohana@contoh"}, "email-malformed"),
        ({"email": "a@b.id, c@d.id"}, "email-malformed"),
        ({"email": "a@b.id\r\nBcc: c@d.id"}, "email-malformed"),
        ({"email": f"{'a' * 60}@{'b.' * 120}id"}, "email-malformed"),
        ({"phone": "0911352000"}, "phone-not-mobile"),
        ({"language": "nl"}, "language-unknown"),
    ],
)
def test_each_broken_rule_is_refused_by_its_own_name(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        known(**spoilt)
    assert refusal.value.code == code
    assert refusal.value.texts == domain.TEXTS[code]


def test_contacts_are_kept_by_cities_that_use_gerai() -> None:
    with pytest.raises(Refused) as refusal:
        domain.change_contact(YOHANA, city=None)
    assert refusal.value.code == "city-unknown"


@pytest.mark.parametrize("city", ["ambon", "kediri"])
def test_a_city_speaks_for_people_whom_no_other_city_has(city: str) -> None:
    for contacts, held in (([known()], []), ([], [assign(MAYORALTY)])):
        if city == "ambon":
            domain.require_only_here(contacts, held, city=city)
            continue
        with pytest.raises(Refused) as refusal:
            domain.require_only_here(contacts, held, city=city)
        assert refusal.value.code == "contact-of-another-city"
    domain.require_only_here([], [], city=city)


def test_an_owner_is_reached_as_the_application_says() -> None:
    contact, changed = domain.reach_owner(BUSINESS, [], [], city=AMBON, email="yohana@contoh.id", language="en")
    assert changed == ContactChanged(
        city="ambon",
        subject="yohana",
        name="Yohana Latuconsina",
        email="yohana@contoh.id",
        phone="6281234567890",
        language="en",
    )
    assert contact
    assert contact.changed_at == NOW


def test_a_second_business_takes_no_mail_address_away() -> None:
    older = replace(known(email="lama@contoh.id"), changed_at=NOW - timedelta(days=1))
    for contacts in ([known(language="en"), older], [older, replace(known(language="en"), city="kediri")]):
        _, changed = domain.reach_owner(BUSINESS, contacts, [], city=AMBON, email=None, language=None)
        assert changed
        assert (changed.city, changed.email, changed.language) == ("ambon", "yohana@contoh.id", "en")
    _, first = domain.reach_owner(BUSINESS, [], [], city=AMBON, email=None, language=None)
    assert first
    assert (first.email, first.language) == (None, "id")


def test_an_owner_without_an_account_is_not_reached() -> None:
    business = replace(BUSINESS, owner_subject=None)
    assert domain.reach_owner(business, [], [], city=AMBON, email="a@b.id", language=None) == (None, None)


def test_a_pendamping_says_how_an_owner_is_reached_only_while_no_city_knows_them() -> None:
    entered = replace(BUSINESS, entered_by="sari")
    for contacts, held in (([known()], []), ([replace(known(), city="kediri")], []), ([], [assign(MAYORALTY)])):
        reached = domain.reach_owner(entered, contacts, held, city=AMBON, email="sari@contoh.id", language=None)
        assert reached == (None, None)
    _, first = domain.reach_owner(entered, [], [], city=AMBON, email=None, language=None)
    assert first
    assert first.phone == BUSINESS.phone


def test_a_contact_follows_the_business_where_it_was_the_same() -> None:
    moved = replace(BUSINESS, phone="6281311112222", owner_name="Yohana L.")
    same, told = domain.follow_business([known()], [], BUSINESS, moved, own=False, at=LATER)
    assert same
    assert (same.phone, same.name, same.email, same.changed_at) == (
        "6281311112222", "Yohana L.", "yohana@contoh.id", LATER,
    )  # fmt: skip
    assert told == domain.announce_contact(same)
    own, _ = domain.follow_business([known(phone="0819 9999 8888")], [], BUSINESS, moved, own=False, at=LATER)
    assert own
    assert (own.phone, own.name) == ("6281999998888", "Yohana L.")


def test_where_nothing_follows_nothing_is_told() -> None:
    renamed, moved = replace(BUSINESS, name="Lain"), replace(BUSINESS, phone="6281311112222")
    assert domain.follow_business([known()], [], BUSINESS, renamed, own=True, at=LATER) == (None, None)
    assert domain.follow_business([], [], BUSINESS, moved, own=True, at=LATER) == (None, None)


def test_whom_another_city_knows_too_only_their_own_change_reaches_elsewhere() -> None:
    moved, kediri = replace(BUSINESS, phone="6281311112222"), replace(known(), city="kediri")
    for contacts, held in (
        ([kediri, known()], []),
        ([known()], [assign(MAYORALTY).model_copy(update={"city": "kediri"})]),
    ):
        assert domain.follow_business(contacts, held, BUSINESS, moved, own=False, at=LATER) == (None, None)
        followed, _ = domain.follow_business(contacts, held, BUSINESS, moved, own=True, at=LATER)
        assert followed
        assert (followed.city, followed.phone) == ("ambon", "6281311112222")


def test_an_erasure_reaches_every_copy() -> None:
    assert domain.erase_contacts([known()], cities={"ambon"}) == [ContactErased(city="ambon", subject="yohana")]


def test_what_another_city_keeps_is_told_anew_after_an_erasure() -> None:
    kediri, old = replace(known(), city="kediri", changed_at=LATER), replace(known(), city="madiun")
    erased = domain.erase_contacts([known(), old, kediri], cities={"ambon"})
    assert erased == [ContactErased(city="ambon", subject="yohana"), domain.announce_contact(kediri)]


def test_where_nothing_was_kept_nothing_is_erased() -> None:
    assert domain.erase_contacts([replace(known(), city="kediri")], cities={"ambon"}) == []
