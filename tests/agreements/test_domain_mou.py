"""How a memorandum is drafted, agreed to, signed, and how it begins and ends."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from services.agreements import domain
from services.agreements.domain import Mou, MouStatus, MouVersion, Speaker
from shared.errors import Conflict, Refused
from shared.events.agreements import MoUAgreed, MoUEnded, MoUPartlySigned, MoUSigned
from tests.agreements.samples import (
    ALFAMIDI,
    AMBON,
    CHAIN,
    INDOMARET,
    MAYOR,
    MOU_ID,
    NAMES,
    NOW,
    OFFICES,
    TEXT,
    TODAY,
    agreed,
    drafted,
    in_force,
    sign,
)

SECOND_CHAIN = Speaker("indomaret", "budi", "Deputi Branch Manager")


def refusal(code: str) -> Any:
    return pytest.raises((Refused, Conflict), check=lambda said: said.code == code)


def draft(**differences: Any) -> Mou:
    said: dict[str, Any] = {"retailers": ["alfamidi"], "known": [ALFAMIDI], "text": TEXT}
    said |= differences
    return domain.draft_mou(
        said["text"],
        mou_id=MOU_ID,
        city=AMBON,
        retailers=said["retailers"],
        known=said["known"],
        by="kepala-diskop",
        on=TODAY,
        at=NOW,
    )[0]


@pytest.mark.parametrize(
    ("code", "differences"),
    [
        ("retailers-missing", {"retailers": []}),
        ("retailer-twice", {"retailers": ["alfamidi", "alfamidi"]}),
        ("retailer-unknown", {"retailers": ["indomaret"]}),
        ("mou-title-missing", {"text": replace(TEXT, title="  ")}),
        ("mou-body-missing", {"text": replace(TEXT, body="")}),
        ("mou-term-reversed", {"text": replace(TEXT, until=date(2026, 10, 31))}),
        ("mou-term-over", {"text": replace(TEXT, since=date(2024, 1, 1), until=date(2026, 11, 23))}),
    ],
)
def test_what_cannot_be_drafted(code: str, differences: dict[str, Any]) -> None:
    with refusal(code):
        draft(**differences)


def test_a_term_may_end_today() -> None:
    assert draft(text=replace(TEXT, until=TODAY)).status is MouStatus.DRAFT


def test_it_is_agreed_when_the_last_of_offices_and_retailers_agrees_whoever_that_is() -> None:
    for order in permutations([*OFFICES, CHAIN]):
        mou = drafted()
        for speaker in order:
            assert mou.status is MouStatus.DRAFT
            mou, told = domain.agree_to_mou(mou, version=1, speakers=[speaker], at=NOW)
            assert isinstance(told, MoUAgreed) is (mou.status is MouStatus.AGREED)
        assert mou.status is MouStatus.AGREED


def test_nobody_agrees_twice() -> None:
    mou, _ = domain.agree_to_mou(drafted(), version=1, speakers=OFFICES[:1], at=NOW)
    with refusal("mou-agreed-already"):
        domain.agree_to_mou(mou, version=1, speakers=OFFICES[:1], at=NOW)


def test_a_new_version_voids_what_was_agreed_and_signed() -> None:
    mou = sign(agreed(), MAYOR)
    text = replace(TEXT, body="Laporan setiap enam bulan.")
    revised, version, told = domain.revise_mou(
        mou, text, version=1, changes="Laporan", names=NAMES, by="kepala", on=TODAY, at=NOW
    )
    assert (revised.version, version.number, told.version) == (2, 2, 2)
    assert (revised.status, revised.agreed, revised.signatures) == (MouStatus.DRAFT, (), ())
    assert revised.content_hash != mou.content_hash


def test_a_new_version_says_what_changed() -> None:
    with refusal("mou-changes-missing"):
        domain.revise_mou(drafted(), TEXT, version=1, changes=" ", names=NAMES, by="kepala", on=TODAY, at=NOW)


def test_whoever_read_an_older_version_is_told_so() -> None:
    mou = domain.revise_mou(agreed(), TEXT, version=1, changes="Ejaan", names=NAMES, by="kepala", on=TODAY, at=NOW)[0]
    with refusal("mou-version-old"):
        domain.agree_to_mou(mou, version=1, speakers=OFFICES, at=NOW)
    with refusal("mou-version-old"):
        domain.sign_mou(mou, version=1, number="1", speakers=[MAYOR], names=NAMES, on=TODAY, at=NOW)
    with refusal("mou-version-unknown"):
        domain.agree_to_mou(mou, version=3, speakers=OFFICES, at=NOW)


def test_a_comment_is_about_a_version_that_there_is() -> None:
    said: dict[str, Any] = {"comment_id": MOU_ID, "speaker": CHAIN, "at": NOW}
    assert domain.comment_mou(drafted(), " Setuju ", version=1, **said)[0].text == "Setuju"
    with refusal("mou-version-unknown"):
        domain.comment_mou(drafted(), "Setuju", version=2, **said)
    with refusal("mou-comment-missing"):
        domain.comment_mou(drafted(), " ", version=1, **said)


@pytest.mark.parametrize("order", list(permutations([MAYOR, CHAIN, SECOND_CHAIN])))
def test_it_is_in_force_with_the_last_signature_whoever_gives_it(order: tuple[Speaker, ...]) -> None:
    mou = agreed("alfamidi", "indomaret")
    for speaker in order[:-1]:
        mou, told = domain.sign_mou(mou, version=1, number="7/2026", speakers=[speaker], names=NAMES, on=TODAY, at=NOW)
        assert (mou.status, type(told)) == (MouStatus.AGREED, MoUPartlySigned)
    mou, told = domain.sign_mou(mou, version=1, number="7/2026", speakers=[order[-1]], names=NAMES, on=TODAY, at=NOW)
    assert mou.is_live(on=TODAY)
    assert isinstance(told, MoUSigned)
    assert {s.party for s in told.signatures} == {"kota", "alfamidi", "indomaret"}
    assert told.numbers == dict.fromkeys(("kota", "alfamidi", "indomaret"), "7/2026")


def test_a_signature_says_in_which_function_and_over_which_content() -> None:
    acting = Speaker("kota", "bodewin", "Penjabat Wali Kota")
    signature = sign(agreed(), acting).signatures[0]
    assert signature.title == "Penjabat Wali Kota"
    assert signature.content_hash == domain.content_hash(write(["alfamidi"]).text)


def write(retailers: list[str]) -> MouVersion:
    """The first version of a memorandum with these retailers."""
    return domain.draft_mou(
        TEXT,
        mou_id=MOU_ID,
        city=AMBON,
        retailers=retailers,
        known=[ALFAMIDI, INDOMARET],
        by="kepala-diskop",
        on=TODAY,
        at=NOW,
    )[1]


def test_the_text_that_is_signed_names_its_parties_and_its_days_in_words() -> None:
    assert write(["alfamidi", "indomaret"]).text.splitlines() == [
        "KESEPAKATAN BERSAMA",
        "Pemasaran Produk UMKM",
        "PIHAK KESATU: Pemerintah Kota Ambon",
        "PIHAK KEDUA: PT Midi Utama Indonesia Tbk (Alfamidi)",
        "PIHAK KETIGA: PT Indomarco Prismatama Tbk (Indomaret)",
        "Jangka waktu: 1 November 2026 sampai dengan 31 Oktober 2028",
        "",
        "Para pihak sepakat memasarkan produk UMKM.",
    ]


def test_parties_beyond_the_tenth_have_a_place_too() -> None:
    chains = [replace(ALFAMIDI, code=f"ritel{n}", legal_name=f"PT {n}") for n in range(2, 12)]
    names = domain.names_of(AMBON, chains)
    revised = domain.revise_mou(
        replace(drafted(), retailers=tuple(chain.code for chain in chains)),
        TEXT,
        version=1,
        changes="Mitra baru",
        names=names,
        by="kepala",
        on=TODAY,
        at=NOW,
    )
    assert revised[1].text.splitlines()[11:13] == ["PIHAK KESEPULUH: PT 10 (Ritel10)", "PIHAK KE-11: PT 11 (Ritel11)"]


def test_a_further_version_names_its_parties_as_they_are_called_by_then() -> None:
    names = domain.names_of(AMBON, [replace(ALFAMIDI, legal_name="PT Midi Baru Tbk")])
    version = domain.revise_mou(drafted(), TEXT, version=1, changes="Nama", names=names, by="kepala", on=TODAY, at=NOW)[
        1
    ]
    assert "PIHAK KEDUA: PT Midi Baru Tbk (Alfamidi)" in version.text


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Judul lain"},
        {"body": "Isi lain."},
        {"since": date(2026, 11, 2)},
        {"until": date(2028, 10, 30)},
    ],
)
def test_another_text_has_another_hash(other: dict[str, Any]) -> None:
    assert drafted(**other).content_hash != drafted().content_hash


def test_line_ends_and_composed_letters_do_not_change_the_hash() -> None:
    assert drafted(body="Pasal 1\r\nIsi é ").content_hash == drafted(body="Pasal 1\nIsi e\u0301").content_hash


def test_nothing_is_signed_before_all_agree() -> None:
    mou, _ = domain.agree_to_mou(drafted(), version=1, speakers=OFFICES, at=NOW)
    with refusal("mou-not-agreed"):
        sign(mou, MAYOR)


def test_whoever_would_sign_too_early_reads_on_whom_it_waits_and_no_codes() -> None:
    with pytest.raises(Refused, match="Menunggu: ") as said:
        sign(drafted(), MAYOR)
    waiting = (
        "Dinas Koperasi dan UKM; Dinas Perindustrian dan Perdagangan; Bagian Hukum Sekretariat Kota; "
        "PT Midi Utama Indonesia Tbk"
    )
    assert [text.rpartition(": ")[2] for text in said.value.texts.values()] == [f"{waiting}."] * 2


def test_nor_any_code_where_the_city_does_not_say_what_its_offices_are_called() -> None:
    names = domain.names_of(AMBON.model_copy(update={"offices": ()}), [ALFAMIDI])
    with pytest.raises(Refused, match="Dinas Perindustrian dan Perdagangan; Bagian Hukum; PT Midi Utama Indonesia Tbk"):
        sign(drafted(), MAYOR, names=names)


def test_nobody_signs_for_the_city_and_for_a_chain_though_for_two_chains() -> None:
    mou = agreed("alfamidi", "indomaret")
    with refusal("signed-for-other-side"):
        sign(sign(mou, MAYOR), replace(CHAIN, subject="bodewin"))
    assert len(sign(sign(mou, CHAIN), replace(SECOND_CHAIN, subject="rina")).signatures) == 2


def test_a_party_signs_once_and_with_its_number() -> None:
    with refusal("signed-already"):
        sign(sign(agreed(), MAYOR), MAYOR)
    with refusal("mou-number-missing"):
        sign(agreed(), MAYOR, number=" ")


def test_it_begins_on_its_first_day_or_with_the_last_signature_whichever_is_later() -> None:
    early = in_force(since=date(2026, 12, 1))
    assert (early.status, early.begins_on) == (MouStatus.SIGNED, date(2026, 12, 1))
    assert not early.is_live(on=TODAY)
    assert domain.begin_mou(early).is_live(on=date(2026, 12, 1))
    late = in_force(since=date(2026, 1, 1))
    assert (late.status, late.begins_on) == (MouStatus.IN_FORCE, TODAY)


def test_it_is_in_force_on_its_last_day_and_not_on_the_next_even_before_the_clock_says_so() -> None:
    mou = in_force()
    assert mou.is_live(on=mou.until)
    assert not mou.is_live(on=date(2028, 11, 1))


def test_the_last_signature_comes_too_late_after_the_last_day() -> None:
    with refusal("mou-term-over"):
        sign(sign(agreed(), MAYOR), CHAIN, on=date(2028, 11, 1))


def test_what_all_have_signed_cannot_be_changed() -> None:
    mou = in_force()
    with refusal("mou-signed-by-all"):
        domain.revise_mou(mou, TEXT, version=1, changes="x", names=NAMES, by="kepala", on=TODAY, at=NOW)
    with refusal("mou-signed-by-all"):
        domain.agree_to_mou(mou, version=1, speakers=OFFICES, at=NOW)


def test_the_mayor_ends_it_and_the_legal_office_only_gives_up_what_is_not_signed() -> None:
    with refusal("mou-end-needs-mayor"):
        domain.end_mou(in_force(), "Selesai", by=OFFICES[2], at=NOW)
    assert domain.end_mou(in_force(), "Selesai", by=MAYOR, at=NOW)[1].how == "terminated"
    assert domain.end_mou(agreed(), "Batal", by=OFFICES[2], at=NOW)[1].how == "abandoned"
    with refusal("mou-end-reason-missing"):
        domain.end_mou(in_force(), "", by=MAYOR, at=NOW)


def test_it_ends_once() -> None:
    ended, told = domain.lapse_mou(in_force(), at=NOW)
    assert told == MoUEnded(
        city="ambon", mou_id=MOU_ID, title=TEXT.title, retailers=("alfamidi",), how="lapsed", reason=None
    )
    with refusal("mou-ended"):
        domain.end_mou(ended, "Selesai", by=MAYOR, at=NOW)
    with refusal("mou-ended"):
        domain.revise_mou(ended, TEXT, version=1, changes="x", names=NAMES, by="kepala", on=TODAY, at=NOW)
