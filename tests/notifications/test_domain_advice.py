"""What readers are advised to do next: what they may do, and nothing that is refused."""

import re

import pytest

from services.notifications import domain
from shared.events.event import Event
from shared.events.reasons import CURATION, REASONS, USUAL
from shared.texts import LANGUAGES
from tests.notifications.facts import PLACE, PUBLISHED, example
from tests.notifications.test_domain_texts import texts_of


def test_an_assistant_is_asked_to_pass_the_same_words_on() -> None:
    owner, assistant = texts_of(example("product-curated.v1"), "id")
    assert assistant.title == owner.title
    assert assistant.body.endswith(owner.body)
    assert assistant.body.startswith("Pelaku usaha ini belum memiliki akun Gerai. Sebagai pendamping di Kota Ambon,")


@pytest.mark.parametrize(
    ("language", "title", "first", "result"),
    [
        ("id", "Satu syarat Sambal Roa Tifa sudah dipenuhi", "Kurator sudah memeriksa", "Selamat!"),
        ("en", "One condition for Sambal Roa Tifa is met", "The curators have seen", "Congratulations!"),
    ],
)
def test_a_condition_that_was_met_is_said_with_those_that_are_not_and_is_no_new_result(
    language: str, title: str, first: str, result: str
) -> None:
    for text in texts_of(example("product-curated.v1+one-condition-met"), language):
        assert text.title == title
        assert first in text.body
        assert "Perbaiki segel tutup botol" in text.body
        assert "1. Cantumkan tanggal kedaluwarsa pada kemasan" in text.body
        assert result not in text.body


@pytest.mark.parametrize(
    ("language", "alone_may", "account"),
    [
        ("id", "tanda tangani|menandatanganinya", "lalu minta Admin Kota mencatatnya sebagai pemilik usaha ini."),
        ("en", "sign it", "then ask the city's admin to note them as the owner of this business."),
    ],
)
@pytest.mark.parametrize(
    "event",
    [
        example("pks-drafted.v1"),
        example("pks-partly-signed.v1", party="alfamidi"),
        example("offer-answered.v1", answer="accepted"),
    ],
)
def test_an_assistant_is_told_what_the_owner_needs_to_sign_and_not_to_sign(
    event: Event, language: str, alone_may: str, account: str
) -> None:
    owner, assistant, *_ = texts_of(event, language)
    assert re.search(alone_may, owner.body)
    assert account not in owner.body
    assert not re.search(alone_may, assistant.body)
    assert account in assistant.body


@pytest.mark.parametrize(
    ("language", "drafters"), [("id", "dinas atau Bagian Hukum"), ("en", "a department or the legal office")]
)
@pytest.mark.parametrize("event", [example("mou-ended.v1", how="abandoned"), example("mou-commented.v1")])
def test_nobody_is_asked_to_draft_a_memorandum_who_may_not(event: Event, language: str, drafters: str) -> None:
    for text in texts_of(event, language):
        assert drafters in text.body


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("id", "dibatalkan: tidak jadi ditandatangani (produk ditarik oleh pelaku usaha).\n"),
        ("en", "was cancelled: it will not be signed (the business withdrew the product).\n"),
    ],
)
def test_why_an_agreement_is_void_is_said_in_the_readers_language(language: str, why: str) -> None:
    for text in texts_of(example("pks-ended.v1", how="void", reason="product-withdrawn"), language):
        assert why in text.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_people_end_an_agreement_is_said_in_their_own_words(language: str) -> None:
    for text in texts_of(example("pks-ended.v1", how="terminated", reason="lapsed"), language):
        assert "\nlapsed\n" in text.body


@pytest.mark.parametrize(
    ("language", "instead"),
    [
        ("id", "produk dengan data terbaru itu ditawarkan sebagai gantinya; Anda tidak perlu melakukan apa-apa."),
        ("en", "the product with its newer facts is offered instead; there is nothing you need to do."),
    ],
)
def test_after_a_newer_revision_has_passed_the_owner_is_asked_for_nothing(language: str, instead: str) -> None:
    owner, *_ = texts_of(example("offer-closed.v1", why="superseded"), language)
    assert owner.body.endswith(instead)


@pytest.mark.parametrize(
    ("language", "again", "submit"), [("id", "ingin ikut kembali", "ajukan ulang"), ("en", "take part again", "submit")]
)
def test_after_a_consent_has_ended_nobody_is_advised_to_do_what_is_refused(
    language: str, again: str, submit: str
) -> None:
    owner, assistant, _, retailer = texts_of(example("offer-closed.v1", why="consent-withdrawn"), language)
    for text in (owner, assistant):
        assert again in text.body
        assert not re.search(rf"please {submit}|silakan {submit}", text.body)
    assert not re.search("ditawarkan kembali|offered again", retailer.body)
    [void, *_] = texts_of(example("pks-ended.v1", how="void", reason="consent-withdrawn"), language)
    assert again in void.body


@pytest.mark.parametrize(
    ("event", "language", "said"),
    [
        (example("pks-ended.v1+by-the-business"), "id", "\nYang menolak: pelaku usaha.\n"),
        (example("pks-ended.v1+by-the-business"), "en", "\nDeclined by the business.\n"),
        (
            example("pks-ended.v1", how="terminated", party="alfamidi", reason="x"),
            "id",
            "\nYang mengakhiri: Alfamidi.\n",
        ),
        (
            example("mou-ended.v1+by-the-legal-office"),
            "id",
            " dibatalkan oleh Bagian Hukum: tidak sampai ditandatangani.\n",
        ),
        (
            example("mou-ended.v1", how="terminated", party="kota"),
            "id",
            " berakhir: diakhiri sebelum waktunya oleh Pemerintah Kota Ambon.\n",
        ),
        (example("mou-ended.v1", party="kota"), "en", "\nEnded by the city's government.\n"),
    ],
)
def test_whoever_ended_it_is_named_as_a_party(event: Event, language: str, said: str) -> None:
    for text in texts_of(event, language):
        assert said in text.body


def test_where_nobody_ended_it_nobody_is_named() -> None:
    for text in [*texts_of(example("pks-ended.v1"), "id"), *texts_of(example("mou-ended.v1", how="lapsed"), "id")]:
        assert "Yang" not in text.body


@pytest.mark.parametrize("code", CURATION | USUAL)
def test_what_nobody_wrote_is_said_in_the_reader_s_language(code: str) -> None:
    values = {"name": "Kemasan", "points": "45", "minimum": "50", "pass_mark": "70"}
    said = {language: REASONS.say(code, language, **values) for language in LANGUAGES}
    found = {"text": said["id"], "code": code, "values": values, "department": "diskop"}
    curated = example("product-curated.v1+perlu-pembinaan", corrections=[found])
    for language in LANGUAGES:
        for text in texts_of(curated, language):
            assert f"1. {said[language]}\n" in text.body


def test_what_people_wrote_is_said_as_they_wrote_it_and_so_is_a_code_from_later_on() -> None:
    written = {"text": "Kemasan bocor", "department": "diskop"}
    later = {"text": "Cantumkan asal bahan", "code": "origin-missing", "department": "diskop"}
    for text in texts_of(example("product-curated.v1+perlu-pembinaan", corrections=[written, later]), "en"):
        assert "1. Kemasan bocor\n" in text.body
        assert "2. Cantumkan asal bahan\n" in text.body


def test_why_a_product_did_not_pass_is_said_reason_by_reason() -> None:
    for text in texts_of(example("product-curated.v1+tidak-lolos-by-law"), "en"):
        assert "\nProducts of this category cannot be sold in the stores.\nProduk mengandung" in text.body
    for text in texts_of(example("product-curated.v1+tidak-lolos"), "en"):
        assert "The reason:\nProduk mengandung bahan yang dilarang\n" in text.body


@pytest.mark.parametrize(
    ("language", "why", "again"),
    [
        ("id", "Alasannya:\nPemilik mencabut persetujuan", "diajukan ulang"),
        ("en", "The reason:\nThe owner withdrew", "submitted again"),
    ],
)
def test_a_product_that_goes_with_the_consent_is_not_expected_back(language: str, why: str, again: str) -> None:
    [text] = texts_of(example("product-withdrawn.v1+with-the-consent"), language)
    assert why in text.body
    assert again not in text.body
    [text] = texts_of(example("product-withdrawn.v1"), language)
    assert again in text.body


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            example("mou-ended.v1", how="terminated", party="kota"),
            "berakhir: diakhiri sebelum waktunya oleh pemerintah",
        ),
        (example("mou-ended.v1", how="lapsed", party=None), "berakhir: jangka waktunya habis."),
        (example("mou-ended.v1+by-the-legal-office"), "dibatalkan oleh Bagian Hukum: tidak sampai ditandatangani."),
        (example("pks-ended.v1+by-the-business"), "dibatalkan oleh pelaku usaha: rancangannya tidak disetujui."),
    ],
)
def test_the_trail_says_how_it_ended_and_by_whom(event: Event, said: str) -> None:
    assert said in domain.summarize(event, PLACE)


@pytest.mark.parametrize("event", [param for param in PUBLISHED if str(param.id).startswith("gerai.agreements.mou-")])
def test_indonesians_read_of_a_kesepakatan_bersama(event: Event) -> None:
    assert not any("MoU" in f"{text.title} {text.body}" for text in texts_of(event, "id"))
    assert "MoU" not in domain.summarize(event, PLACE)
