"""Wrong numbers of a registered business are put right by whoever verifies it, never by its owner."""

from dataclasses import replace

import pytest

from services.registration import domain
from services.registration.domain import Numbers, What
from shared.errors import Refused
from tests.registration.test_domain_business import BUSINESS_ID, NOW, register

BUSINESS, _ = register()
WHY = "Satu angka tertukar saat mendaftar, dicocokkan dengan KTP."
NPWP = "01.312.166.0-091.000"


def correct(reason: str = WHY, **numbers: str) -> tuple[domain.Business, list[What], bool]:
    """The business with these numbers, what is kept of it, and whether others are told."""
    business, entered, changed = domain.correct_numbers(BUSINESS, Numbers(reason=reason, **numbers), own=False)
    assert changed is None or (changed.business_id, changed.nib) == (BUSINESS_ID, business.nib)
    return business, entered, changed is not None


def test_a_right_nib_is_read_as_at_registration_and_told() -> None:
    assert correct(nib="02.2000.986-1928") == (replace(BUSINESS, nib="0220009861928"), [What.NIB_CORRECTED], True)


def test_a_right_nik_or_npwp_is_nobody_else_s_to_know() -> None:
    assert correct(nik="8171 0141 0190 0002") == (
        replace(BUSINESS, nik="8171014101900002"),
        [What.NIK_CORRECTED],
        False,
    )
    assert correct(npwp="8171014101900002") == (
        replace(BUSINESS, npwp="8171014101900002"),
        [What.NPWP_CORRECTED],
        False,
    )


def test_what_is_left_out_or_was_right_stays_and_is_not_kept_as_corrected() -> None:
    corrected, entered, _ = correct(nib="0220009861928", nik=BUSINESS.nik, npwp=" ")
    assert (corrected.nik, corrected.npwp, entered) == (BUSINESS.nik, BUSINESS.npwp, [What.NIB_CORRECTED])


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"nib": "022000986192"}, "nib-not-13-digits"),
        ({"nik": "8171014101900000"}, "nik-serial-zero"),
        ({"npwp": "013121660091001x"}, "npwp-not-15-or-16-digits"),
        ({"nib": "0220009861928", "npwp": "01.312.167.0-091.000"}, "npwp-check-digit-wrong"),
        ({}, "correction-changes-nothing"),
        ({"nib": "", "nik": " "}, "correction-changes-nothing"),
        ({"nib": BUSINESS.nib, "nik": BUSINESS.nik, "npwp": NPWP}, "correction-changes-nothing"),
    ],
)
def test_a_correction_that_says_nothing_right_is_refused(numbers: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        correct(**numbers)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (" ", "correction-reason-missing"),
        ("NIK lama 8171014101900001", "correction-reason-names-number"),
        ("NIB 02.2000.986-1928", "correction-reason-names-number"),
        ("NPWP 01.312.166.0-091.000 keliru", "correction-reason-names-number"),
    ],
)
def test_a_correction_has_a_reason_that_gives_no_number_away(reason: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        correct(nib="0220009861928", reason=reason)
    assert refusal.value.code == code


def test_a_reason_may_name_a_day_or_an_office_s_letter() -> None:
    assert correct(nib="0220009861928", reason="Surat 518/2026 tanggal 24-11-2026")[1]


def test_nobody_corrects_the_numbers_of_their_own_business() -> None:
    with pytest.raises(Refused) as refusal:
        domain.correct_numbers(BUSINESS, Numbers(nib="0220009861928", reason=WHY), own=True)
    assert refusal.value.code == "correction-of-own-business"


def test_without_consent_nothing_is_corrected() -> None:
    ended = replace(BUSINESS, consent=replace(BUSINESS.consent, withdrawn_at=NOW))
    with pytest.raises(Refused) as refusal:
        domain.correct_numbers(ended, Numbers(nib="0220009861928", reason=WHY), own=False)
    assert refusal.value.code == "consent-withdrawn"


def test_a_correction_shows_no_number_of_a_person_in_logs() -> None:
    written = repr(Numbers(nib="0220009861928", nik="8171014101900002", npwp=NPWP, reason=WHY))
    assert "8171014101900002" not in written
    assert NPWP not in written
