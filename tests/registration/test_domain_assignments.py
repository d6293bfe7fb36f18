"""Who is given which function: one appointment that is in order, spoilt one thing at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import CityConfigured, FunctionAssigned, FunctionEnded
from shared.people.functions import ADMIN, FUNCTIONS, MAYOR, OWNER, RETAILER, SCOPED
from tests.registration.test_domain_sheet import AMBON, BUSINESS, NOW

ASSIGNMENT_ID = UUID("018f0000-0000-7000-8000-000000000003")
MAYORALTY = domain.Appointment(subject="bodewin", function=MAYOR)
SCOPES = {OWNER: str(BUSINESS.id), RETAILER: "alfamidi"}


def assign(
    appointment: domain.Appointment,
    *,
    city: CityConfigured | None = AMBON,
    business_city: str | None = "ambon",
    held: Sequence[FunctionAssigned] = (),
) -> FunctionAssigned:
    return domain.assign_function(
        appointment, assignment_id=ASSIGNMENT_ID, city=city, by="admin", business_city=business_city, at=NOW, held=held
    )


def test_a_function_begins_at_once_unless_the_decree_names_a_time() -> None:
    assert assign(MAYORALTY) == FunctionAssigned(
        city="ambon", assignment_id=ASSIGNMENT_ID, subject="bodewin", function=MAYOR, since=NOW, assigned_by="admin"
    )
    for since in (NOW - timedelta(days=300), NOW + timedelta(days=30)):
        assert assign(replace(MAYORALTY, since=since)).since == since


def test_an_acting_mayor_signs_by_another_title_and_for_a_time() -> None:
    until = NOW + timedelta(days=90)
    assigned = assign(replace(MAYORALTY, title=" Penjabat Wali Kota ", until=until))
    assert (assigned.title, assigned.until) == ("Penjabat Wali Kota", until)
    assert assign(replace(MAYORALTY, title=" ")).title is None


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_can_be_given_that_of_an_admin_too(function: str) -> None:
    scope = SCOPES.get(function)
    assigned = assign(domain.Appointment(subject="sari", function=function, scope=scope))
    assert (assigned.function, assigned.scope) == (function, scope)


@pytest.mark.parametrize("written", [str(BUSINESS.id).upper(), f" {BUSINESS.id} "])
def test_a_business_has_one_spelling_as_a_scope(written: str) -> None:
    assert assign(domain.Appointment(subject="yohana", function=OWNER, scope=written)).scope == str(BUSINESS.id)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"subject": " "}, "subject-missing"),
        ({"subject": " admin "}, "function-for-oneself"),
        ({"function": "camat"}, "function-unknown"),
        ({"scope": "alfamidi"}, "scope-not-for-function"),
        ({"function": ADMIN, "scope": str(BUSINESS.id)}, "scope-not-for-function"),
        ({"function": RETAILER}, "scope-missing"),
        ({"function": OWNER}, "scope-missing"),
        ({"function": OWNER, "scope": " "}, "scope-missing"),
        ({"function": RETAILER, "scope": "Alfa Midi"}, "retailer-code-malformed"),
        ({"function": RETAILER, "scope": "alfa.midi"}, "retailer-code-malformed"),
        ({"function": OWNER, "scope": "alfamidi"}, "scope-not-a-business-of-the-city"),
        ({"until": NOW}, "until-not-after-since"),
        ({"since": NOW + timedelta(days=2), "until": NOW + timedelta(days=1)}, "until-not-after-since"),
    ],
)
def test_each_broken_rule_is_refused_by_its_own_name(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        assign(replace(MAYORALTY, **spoilt))
    assert refusal.value.code == code
    assert refusal.value.texts == domain.TEXTS[code]


@pytest.mark.parametrize("business_city", [None, "kediri"])
def test_an_owner_owns_a_business_of_that_city(business_city: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        assign(domain.Appointment(subject="a", function=OWNER, scope=str(BUSINESS.id)), business_city=business_city)
    assert refusal.value.code == "scope-not-a-business-of-the-city"


def test_functions_are_held_in_cities_that_use_gerai() -> None:
    with pytest.raises(Refused) as refusal:
        assign(MAYORALTY, city=None)
    assert refusal.value.code == "city-unknown"


def test_only_an_owner_s_scope_is_looked_for_among_the_businesses() -> None:
    owner = domain.Appointment(subject="yohana", function=OWNER, scope=str(BUSINESS.id))
    assert domain.business_of(owner) == BUSINESS.id
    assert domain.business_of(replace(owner, function=RETAILER)) is None
    assert domain.business_of(replace(owner, scope=None)) is None
    assert set(SCOPES) == SCOPED


HELD = FunctionAssigned(
    city="ambon",
    assignment_id=UUID("018f0000-0000-7000-8000-000000000004"),
    subject="ritel",
    function=RETAILER,
    scope="alfamidi",
    since=NOW - timedelta(days=1),
    until=NOW + timedelta(days=90),
)


@pytest.mark.parametrize("since", [NOW - timedelta(days=2), NOW, NOW + timedelta(days=89)])
def test_a_function_is_not_held_twice_at_one_time(since: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        assign(domain.Appointment(subject=" ritel ", function=RETAILER, scope="alfamidi", since=since), held=[HELD])
    assert refusal.value.code == "function-held-already"


@pytest.mark.parametrize(
    "different",
    [
        {"since": HELD.until},
        {"since": NOW - timedelta(days=9), "until": HELD.since},
        {"scope": "indomaret"},
        {"subject": "lain"},
        {"function": MAYOR, "scope": None},
    ],
)
def test_what_is_another_function_or_another_time_may_be_held_beside_it(different: dict[str, Any]) -> None:
    same = domain.Appointment(subject="ritel", function=RETAILER, scope="alfamidi")
    assign(replace(same, **different), held=[HELD])
    assign(same, held=[HELD.model_copy(update={"city": "kediri"})])


def test_an_end_says_all_that_the_beginning_said() -> None:
    assigned = assign(replace(MAYORALTY, title="Penjabat Wali Kota", until=NOW + timedelta(days=90)))
    ends = NOW + timedelta(days=3)
    assert domain.end_function(assigned, by="admin", at=ends) == FunctionEnded(
        **assigned.model_dump() | {"until": ends, "ended_by": "admin"}
    )


def test_what_has_not_begun_never_will() -> None:
    later = assign(replace(MAYORALTY, since=NOW + timedelta(days=3)))
    assert domain.end_function(later, by="admin", at=NOW).until == later.since


@pytest.mark.parametrize("since", [timedelta(days=-2), timedelta(days=2)])
def test_a_function_ends_once(since: timedelta) -> None:
    assigned = assign(replace(MAYORALTY, since=NOW + since))
    ended = domain.end_function(assigned, by="admin", at=NOW)
    with pytest.raises(Refused) as refusal:
        domain.end_function(assigned.model_copy(update={"until": ended.until}), by="admin", at=NOW + timedelta(days=1))
    assert refusal.value.code == "function-already-ended"


def test_what_was_ended_is_not_ended_again_by_a_clock_that_was_read_earlier() -> None:
    ended = domain.end_function(assign(MAYORALTY), by="admin", at=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="sudah berakhir"):
        domain.end_function(ended, by="admin", at=NOW)


def test_a_term_may_be_ended_before_its_time() -> None:
    assigned = assign(replace(MAYORALTY, until=NOW + timedelta(days=1)))
    assert domain.end_function(assigned, by="admin", at=NOW).until == NOW


def test_a_term_that_has_run_out_cannot_be_ended_again() -> None:
    assigned = assign(replace(MAYORALTY, until=NOW + timedelta(days=1)))
    with pytest.raises(Refused, match="sudah berakhir"):
        domain.end_function(assigned, by="admin", at=NOW + timedelta(days=1))
