"""Numbers of people and businesses. All of them are invented, but for published library examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain import identity
from shared.errors import Refused


@pytest.mark.parametrize("nik", ["8171014101900001", "8171010101010001", "8171012902000001", "8171012411260001"])
def test_a_nik_carries_any_day_that_there_was(nik: str) -> None:
    assert identity.read_nik(nik) == nik


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("8171014101900000", "nik-serial-zero"),
        ("8171018101900001", "nik-date-impossible"),
        ("8171017201900001", "nik-date-impossible"),
        ("8171014001900001", "nik-date-impossible"),
        ("8171010001900001", "nik-date-impossible"),
        ("8171013002900001", "nik-date-impossible"),
        ("8171012902010001", "nik-date-impossible"),
        ("8171010113900001", "nik-date-impossible"),
        ("817101410190000", "nik-not-16-digits"),
        ("81710141019000011", "nik-not-16-digits"),
        ("817101410190000A", "nik-not-16-digits"),
        ("٨١٧١٠١٤١٠١٩٠٠٠٠١", "nik-not-16-digits"),
        ("", "nik-not-16-digits"),
    ],
)
def test_an_impossible_nik_is_refused(nik: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        identity.read_nik(nik)
    assert refusal.value.code == code


def test_a_nik_of_an_unknown_region_is_accepted_and_told_apart() -> None:
    assert identity.read_nik("8199014101900001") == "8199014101900001"
    assert not identity.is_of_region("8199014101900001", "81.71")
    assert identity.is_of_region("8171014101900001", "81.71")


def test_a_nik_is_shown_without_its_middle() -> None:
    assert identity.mask_nik("8171014101900001") == "8171********0001"


@given(st.text(max_size=40))
def test_a_mask_never_shows_more_than_eight_characters(number: str) -> None:
    masked = identity.mask_nik(number)
    assert len(masked) == len(number)
    assert len(number) - masked.count("*") <= 8


@pytest.mark.parametrize("written", ["8171 0141 0190 0001", "8171.0141.0190.0001", " 8171-0141-0190-0001 "])
def test_a_nik_may_be_written_with_gaps(written: str) -> None:
    assert identity.read_nik(written) == "8171014101900001"


@pytest.mark.parametrize(
    ("written", "npwp"),
    [
        ("013121660091000", "013121660091000"),
        ("01.312.166.0-091.000", "013121660091000"),
        ("0013121660091000", "013121660091000"),
        ("8171014101900001", "8171014101900001"),
        ("8199014101900001", "8199014101900001"),
    ],
)
def test_an_npwp_is_old_or_a_nik_and_one_number_has_one_spelling(written: str, npwp: str) -> None:
    assert identity.read_npwp(written) == npwp


@pytest.mark.parametrize(
    ("npwp", "code"),
    [
        ("013121670091000", "npwp-check-digit-wrong"),
        ("0013121670091000", "npwp-check-digit-wrong"),
        ("000000000000000", "npwp-check-digit-wrong"),
        ("8171018101900001", "npwp-not-a-nik"),
        ("8171014101900000", "npwp-not-a-nik"),
        ("0013121660091000000001", "npwp-not-15-or-16-digits"),
        ("123456789", "npwp-not-15-or-16-digits"),
    ],
)
def test_a_wrong_npwp_is_refused(npwp: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        identity.read_npwp(npwp)
    assert refusal.value.code == code


def test_a_nib_keeps_its_leading_zero() -> None:
    assert identity.read_nib("0220009861929") == "0220009861929"


@pytest.mark.parametrize("nib", ["912910670123412", "220009861929", "022000986192X", ""])
def test_a_nib_of_another_length_is_refused(nib: str) -> None:
    with pytest.raises(Refused, match="13 angka"):
        identity.read_nib(nib)


@pytest.mark.parametrize(
    "written",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "81234567890", "(0812) 34567890"],
)
def test_a_mobile_number_gets_the_country_in_front(written: str) -> None:
    assert identity.read_phone(written) == "6281234567890"


@pytest.mark.parametrize("written", ["0812345678", "0812345678901"])
def test_a_mobile_number_has_ten_to_thirteen_digits(written: str) -> None:
    assert identity.read_phone(written) == f"62{written[1:]}"


@pytest.mark.parametrize("written", ["0911352000", "081234567", "08123456789012", "+6591234567", "nol delapan", ""])
def test_what_is_no_indonesian_mobile_number_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="Nomor ponsel"):
        identity.read_phone(written)


@given(st.text(alphabet="0123456789+-. ", max_size=20))
def test_a_number_that_was_read_reads_the_same_again(written: str) -> None:
    for read in (identity.read_nik, identity.read_npwp, identity.read_nib, identity.read_phone):
        try:
            once = read(written)
        except Refused:
            continue
        assert read(once) == once
