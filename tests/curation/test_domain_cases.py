"""How a case is opened, reopened and withdrawn, in whatever order things are heard."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.curation import domain
from services.curation.domain import Case, Status
from shared.events.curation import CaseOpened
from shared.events.registration import BusinessChanged, ConsentWithdrawn, ProductSubmitted, ProductWithdrawn
from tests.curation.samples import BUSINESS_ID, NOW, PRODUCT_ID, business, opened, registered, submission

LATER = NOW + timedelta(days=1)


def withdrawal(revision: int = 1) -> ProductWithdrawn:
    return ProductWithdrawn(city="ambon", product_id=PRODUCT_ID, revision=revision, reason="Alat rusak")


def submit(case: Case | None, *revisions: int, **rubrics: int) -> tuple[list[Case], list[CaseOpened]]:
    submissions = [submission(revision=revision) for revision in revisions]
    return domain.open_cases({PRODUCT_ID: case} if case else {}, submissions, rubrics, at=LATER)


def test_a_submission_opens_a_case_and_says_so() -> None:
    (case,), announcements = domain.open_cases({}, [submission()], {}, at=NOW)
    assert (case.status, case.revision, case.opened_at, case.standing) == (Status.OPEN, 1, NOW, None)
    assert announcements == [CaseOpened(city="ambon", product_id=PRODUCT_ID, business_id=BUSINESS_ID, revision=1)]


def test_two_submissions_at_once_leave_the_newer_one_and_are_both_told() -> None:
    (case,), announcements = submit(None, 1, 2)
    assert case.revision == 2
    assert [announcement.revision for announcement in announcements] == [1, 2]


def test_an_older_submission_is_nothing_new() -> None:
    assert submit(opened(revision=2), 1, 2) == ([], [])


def test_a_case_is_opened_with_the_rubric_that_its_city_has_in_use() -> None:
    assert submit(None, 1)[0][0].rubric_version == 1
    assert submit(None, 1, ambon=4, kediri=9)[0][0].rubric_version == 4


def test_a_running_case_keeps_its_rubric_and_a_reopened_one_takes_the_newest() -> None:
    running = opened()
    assert submit(running, 2, ambon=4)[0][0].rubric_version == 1
    assert submit(replace(running, status=Status.DECIDED, standing=1), 2, ambon=4)[0][0].rubric_version == 4
    assert submit(replace(running, status=Status.WITHDRAWN), 2, ambon=4)[0][0].rubric_version == 4


def test_what_was_decided_stands_while_a_later_revision_is_judged() -> None:
    decided = replace(opened(), status=Status.DECIDED, standing=1, lapses_at=LATER)
    (case,), _ = submit(decided, 2)
    assert (case.status, case.revision, case.standing, case.lapses_at) == (Status.OPEN, 2, 1, LATER)


def test_a_withdrawal_closes_the_case_and_nothing_stands_any_more() -> None:
    decided = replace(opened(), status=Status.DECIDED, standing=1, lapses_at=LATER)
    (case,) = domain.withdraw_cases({PRODUCT_ID: decided}, [withdrawal()], at=LATER)
    assert (case.status, case.standing, case.lapses_at) == (Status.WITHDRAWN, None, None)


def test_a_withdrawal_leaves_a_later_submission_alone() -> None:
    assert domain.withdraw_cases({PRODUCT_ID: opened(revision=2)}, [withdrawal(1)], at=LATER) == []


def test_a_withdrawal_that_is_heard_first_is_remembered() -> None:
    (case,) = domain.withdraw_cases({}, [withdrawal()], at=NOW)
    assert (case.status, case.submission) == (Status.WITHDRAWN, None)
    assert submit(case, 1) == ([], [])
    assert submit(case, 2)[0][0].status is Status.OPEN


def test_of_a_business_the_last_word_is_kept() -> None:
    changed = BusinessChanged(**dict(registered(name="Dapur Tifa Baru", scale="kecil")))
    (copied,) = domain.copy_businesses({BUSINESS_ID: business()}, [registered(), changed])
    assert (copied.name, copied.scale) == ("Dapur Tifa Baru", "kecil")


def test_of_a_business_whose_consent_has_ended_nothing_but_its_id_is_left_for_ever() -> None:
    ended = ConsentWithdrawn(city="ambon", business_id=BUSINESS_ID, withdrawn_at=NOW)
    (forgotten,) = domain.forget_businesses([ended])
    assert forgotten == domain.Business(id=BUSINESS_ID, city="ambon", forgotten_at=NOW)
    assert domain.copy_businesses({BUSINESS_ID: forgotten}, [registered()]) == []


@given(st.permutations([submission(revision=1), submission(revision=2), withdrawal(1), withdrawal(2)]))
def test_in_every_order_the_last_revision_and_its_withdrawal_win(
    heard: list[ProductSubmitted | ProductWithdrawn],
) -> None:
    cases: dict[object, Case] = {}
    for event in heard:
        known = {PRODUCT_ID: cases[PRODUCT_ID]} if cases else {}
        if isinstance(event, ProductSubmitted):
            changed = domain.open_cases(known, [event], {}, at=NOW)[0]
        else:
            changed = domain.withdraw_cases(known, [event], at=NOW)
        cases |= {case.product_id: case for case in changed}
    assert (cases[PRODUCT_ID].revision, cases[PRODUCT_ID].status) == (2, Status.WITHDRAWN)
