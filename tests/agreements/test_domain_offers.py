"""How a retailer answers, and how its silence becomes visible."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.agreements import domain
from services.agreements.domain import OfferStatus
from shared.errors import Refused
from shared.events.agreements import OfferAnswered
from tests.agreements.samples import NOW, TODAY, offer

ANSWERABLE = [OfferStatus.OPEN, OfferStatus.OVERDUE, OfferStatus.SAMPLE_ASKED]


def answer(status: OfferStatus, said: str, reason: str | None = None) -> tuple[domain.Offer, OfferAnswered]:
    return domain.answer_offer(offer(status=status), said, reason=reason, by="rina", on=TODAY, at=NOW)


@pytest.mark.parametrize("status", ANSWERABLE)
@pytest.mark.parametrize("said", ["accepted", "sample-asked", "rejected"])
def test_an_offer_is_answered_in_time_or_late(status: OfferStatus, said: str) -> None:
    answered, told = answer(status, said, "Kemasan bocor")
    assert (answered.status, told.answer, told.reason) == (said, said, "Kemasan bocor")
    assert (answered.answered_by, answered.answered_at) == ("rina", NOW)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (OfferStatus.ACCEPTED, "offer-answered-already"),
        (OfferStatus.REJECTED, "offer-answered-already"),
        (OfferStatus.AGREED, "offer-answered-already"),
    ],
)
def test_an_answer_is_final(status: OfferStatus, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        answer(status, "accepted")
    assert refusal.value.code == code


def test_a_closed_offer_says_why_it_is_closed() -> None:
    closed = offer(status=OfferStatus.CLOSED, closed_why="mou-ended")
    with pytest.raises(Refused) as refusal:
        domain.answer_offer(closed, "accepted", reason=None, by="rina", on=TODAY, at=NOW)
    assert refusal.value.code == "offer-closed"
    assert "Kesepakatan Bersama" in refusal.value.texts["id"]


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_rejection_says_why(reason: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        answer(OfferStatus.OPEN, "rejected", reason)
    assert refusal.value.code == "answer-reason-missing"


def test_an_answer_is_one_of_three() -> None:
    with pytest.raises(Refused) as refusal:
        answer(OfferStatus.OPEN, "maybe")
    assert refusal.value.code == "answer-unknown"


def test_a_sample_that_is_asked_for_gives_as_many_days_again() -> None:
    asked, told = domain.answer_offer(
        offer(status=OfferStatus.OPEN), "sample-asked", reason=None, by="rina", on=date(2026, 12, 5), at=NOW
    )
    assert asked.answer_due == date(2026, 12, 19)
    assert (told.overdue, told.answer_due) == (False, date(2026, 12, 19))
    assert answer(OfferStatus.OPEN, "accepted")[0].answer_due == date(2026, 12, 8)


def test_a_further_sample_gives_no_more_days() -> None:
    asked, _ = answer(OfferStatus.OPEN, "sample-asked")
    for status in (OfferStatus.SAMPLE_ASKED, OfferStatus.OVERDUE):
        again, _ = domain.answer_offer(
            replace(asked, status=status), "sample-asked", reason=None, by="rina", on=asked.answer_due, at=NOW
        )
        assert (again.status, again.answer_due) == (OfferStatus.SAMPLE_ASKED, asked.answer_due)


def test_whoever_is_overdue_does_not_look_in_time_by_asking_for_one_sample_more() -> None:
    asked, _ = answer(OfferStatus.OPEN, "sample-asked")
    overdue = replace(asked, status=OfferStatus.OVERDUE, answer_due=date(2026, 12, 8))
    said: dict[str, Any] = {"reason": "Satu lagi", "by": "rina", "on": date(2026, 12, 9), "at": NOW}
    again, told = domain.answer_offer(overdue, "sample-asked", **said)
    assert (again.status, again.answer_due, told.reason) == (OfferStatus.OVERDUE, date(2026, 12, 8), "Satu lagi")
    assert (told.overdue, told.answer_due) == (True, date(2026, 12, 8))
    assert domain.answer_offer(again, "accepted", **said)[0].status is OfferStatus.ACCEPTED


def test_silence_becomes_visible_with_the_day_that_has_passed() -> None:
    (overdue,), (told,) = domain.lapse_answers([offer(status=OfferStatus.OPEN)])
    assert (overdue.status, told.answer_due) == (OfferStatus.OVERDUE, date(2026, 12, 8))


def test_every_state_has_a_name_in_both_languages() -> None:
    kinds: dict[str, Any] = {"mou": domain.MouStatus, "offer": OfferStatus, "pks": domain.PksStatus}
    for kind, statuses in kinds.items():
        for status in statuses:
            assert domain.label(kind, status, "id") != domain.label(kind, status, "en")
