"""Every text reads well in both languages, whatever event it is written from and whatever is not known yet."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from services.notifications import domain
from services.notifications.domain import Facts, Text
from services.notifications.domain.writing import FOLDER, one_line, write_sentence
from shared.events.catalog import INTERNAL
from shared.events.event import Event
from shared.events.registration import SignedOut
from shared.texts import LANGUAGES
from tests.notifications.facts import AMBON, KEDIRI, NOON, PLACE, PUBLISHED, example, submitted

SHARED_PARTS = {"link", 
    "greeting", "closing", "preface-assistant", "preface-assistant-many", "_terms", "_account", "_many",
}  # fmt: skip


def changed(name: str, part: str, **different: object) -> Event:
    """A published example whose part has some fields otherwise."""
    body = example(name).body()
    return example(name, **{part: body[part] | different})


CODES = {
    "product-curated.v1": "outcome",
    "mou-ended.v1": "how",
    "offer-answered.v1": "answer",
    "offer-closed.v1": "why",
    "pks-ended.v1": "how",
    "pks-basis-lost.v1": "why",
}
"""The codes that a text turns on."""


def documented(name: str, field: str) -> list[str]:
    """Every value that the contract names for a code."""
    contract = type(example(name)).model_fields[field]
    codes = [str(code) for code in contract.examples or ()]
    assert codes
    assert all(code in (contract.description or "") for code in codes)
    return codes


EVERY_TURN = [
    *(
        pytest.param(example(name, **{field: code}), id=f"{name} {code}")
        for name, field in CODES.items()
        for code in documented(name, field)
    ),
    *(
        pytest.param(example("pks-ended.v1", how="void", reason=why), id=f"void because {why}")
        for why in documented("pks-ended.v1", "reason")
    ),
    pytest.param(submitted(), id="a first submission"),
    pytest.param(example("mou-drafted.v1", version=2, retailers=("alfamidi", "indomaret")), id="a second draft"),
    pytest.param(changed("product-offered.v1", "product", shelf_life_days=None), id="what does not perish"),
    pytest.param(changed("pks-drafted.v1", "terms", payment_days=0, listing_fee=150_000), id="paid at once, for a fee"),
    pytest.param(changed("pks-signed.v1", "terms", payment_days=0, stores=("Alfamidi Passo",)), id="in one store"),
]
"""Every way in which a text turns on what an event says."""


def facts(event: Event, *, product: str | None = "Sambal Roa Tifa", business: str | None = "Warung Oma") -> Facts:
    return Facts(event=event, at=NOON, place=domain.place_of("ambon", AMBON), product=product, business=business)


def texts_of(event: Event, language: str, **different: Any) -> list[Text]:
    """Every text about an event."""
    return [
        domain.write(template, language, replace(facts(event), **different), for_assistant=audience.instead_of_owner)
        for audience, template in domain.audiences_of(event)
    ]


def whole(text: Text) -> str:
    return f"{text.title}\n{text.body}"


def test_every_template_is_there_in_every_language_and_none_is_idle() -> None:
    told = {template for _, _, template in domain.WHO_IS_TOLD} | {"person-invited"}
    told |= {domain.name_for_many(template) for template in domain.LISTS}
    for language in LANGUAGES:
        assert {file.stem for file in (FOLDER / language).glob("*.txt")} == told | SHARED_PARTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", [*PUBLISHED, *EVERY_TURN])
def test_every_text_is_whole_for_every_published_event_and_every_documented_code(event: Event, language: str) -> None:
    for text in texts_of(event, language):
        assert 10 < len(text.title) <= 150
        assert len(text.body) > 80
        assert not re.search(r"None|\{|\}|[ \t]$|  \S+  |\n\n\n|Undefined|\.\.|:\s*\Z", whole(text), re.MULTILINE)
        assert not re.search(r"\b[a-z]+-(bersyarat|pembinaan|lolos|asked|ended|withdrawn|lapsed)\b", whole(text))


def many(template: str, language: str, titles: list[str], *, count: int, for_assistant: bool = False) -> Text:
    """What many mails of a kind say in one letter."""
    place = domain.place_of("ambon", AMBON)
    return domain.write_many(
        template, language, titles, count=count, place=place, public_url="https://x.id/", for_assistant=for_assistant
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", domain.LISTS)
@pytest.mark.parametrize("for_assistant", [False, True])
def test_the_text_for_many_is_whole_and_names_each_and_where_all_are(
    template: str, language: str, for_assistant: bool
) -> None:
    text = many(template, language, ["Sambal Roa", "Kue Sagu"], count=2, for_assistant=for_assistant)
    assert re.search(r"\b2\b", text.title)
    assert 10 < len(text.title) <= 150
    assert "\n\n- Sambal Roa\n- Kue Sagu\n\n" in text.body
    assert f": https://x.id{domain.LISTS[template]}\n" in text.body
    assert ("pendamping) in Kota" in text.body or "pendamping di Kota" in text.body) == for_assistant
    assert not re.search(r"None|\{|\}|[ \t]$|\n\n\n|Undefined|\.\.|//agree|lainnya| more$", whole(text), re.MULTILINE)
    assert not re.search(OTHER_WORDS, whole(text))


@pytest.mark.parametrize(("language", "more"), [("id", "- dan 70 lainnya\n"), ("en", "- and 70 more\n")])
def test_the_text_for_many_lists_fifty_and_says_how_many_more_there_are(language: str, more: str) -> None:
    text = many("product-offered", language, [f"Produk {n}." for n in range(120)], count=120)
    assert text.title.startswith("120 ")
    assert "- Produk 49.\n" + more in text.body
    assert "Produk 50." not in text.body


def test_whoever_is_told_of_many_by_one_text_is_told_of_one_by_it() -> None:
    assert set(domain.LISTS) <= {template for _, _, template in domain.WHO_IS_TOLD}


@pytest.mark.parametrize(
    ("language", "somebody"), [("id", "pelaku usaha di Kota Ambon"), ("en", "a business in Kota Ambon")]
)
@pytest.mark.parametrize("event", PUBLISHED)
def test_a_text_does_without_names_that_are_not_known(event: Event, language: str, somebody: str) -> None:
    named = texts_of(event, language)
    for full, text in zip(named, texts_of(event, language, product=None, business=None), strict=True):
        assert ("Warung Oma" in whole(full)) == (somebody in whole(text))
        assert "None" not in whole(text)


@pytest.mark.parametrize("event", PUBLISHED)
def test_no_text_holds_an_identity_number_or_the_number_of_a_licence(event: Event) -> None:
    for language in LANGUAGES:
        for text in texts_of(event, language):
            assert not re.search(r"\d{9,}", whole(text))


def test_every_event_but_those_about_contacts_and_signing_out_has_a_sentence_for_the_trail() -> None:
    leaves_none = {event for event in INTERNAL if event.topic.personal} | {SignedOut}
    assert set(domain.SENTENCES) == set(INTERNAL) - leaves_none
    assert all(set(sentences) == set(LANGUAGES) for sentences in domain.SENTENCES.values())


@pytest.mark.parametrize(
    "event", [param for param in PUBLISHED if not re.search("public|contact|signed-out|person-invited", str(param.id))]
)
def test_a_sentence_is_one_line_without_numbers_of_identity(event: Event) -> None:
    for language in LANGUAGES:
        sentence = domain.summarize(event, PLACE, language)
        assert sentence[0].isupper()
        assert not re.search(r"None|\{|\n|\d{9,}|  ", sentence)


def test_dates_hours_and_money_are_written_as_people_write_them() -> None:
    offered = example("product-offered.v1")
    [retailer, *_] = texts_of(offered, "id")
    assert "paling lambat 15 Desember 2026" in retailer.body
    assert "Rp32.000\n" in retailer.body
    [in_english, *_] = texts_of(offered, "en")
    assert "by 15 December 2026" in in_english.body
    assert "Rp32.000\n" in in_english.body


@pytest.mark.parametrize(
    ("language", "due"), [("id", "Paling lambat 24 Desember 2026."), ("en", "By 24 December 2026.")]
)
def test_a_retailer_reads_the_conditions_of_what_is_offered(language: str, due: str) -> None:
    conditional = example("product-offered.v1+with-conditions")
    [retailer, *_] = texts_of(conditional, language)
    assert f"1. Cantumkan tanggal kedaluwarsa pada kemasan\n   {due}\n\n" in retailer.body
    [without, *_] = texts_of(example("product-offered.v1"), language)
    assert "1. " not in without.body


@pytest.mark.parametrize(
    ("city", "shown"),
    [
        (AMBON, "24 November 2026 pukul 09.05 WIT"),
        (KEDIRI, "24 November 2026 pukul 07.05 WIB"),
        (AMBON.model_copy(update={"time_zone": "Asia/Makassar"}), "24 November 2026 pukul 08.05 WITA"),
        (None, "24 November 2026 pukul 00.05 UTC"),
    ],
)
def test_hours_are_those_of_the_city(city: Any, shown: str) -> None:
    [text] = texts_of(example("product-withdrawn.v1"), "id", place=domain.place_of("ambon", city))
    assert shown in text.body


def test_the_deadline_of_a_withdrawn_consent_is_three_days_later_to_the_minute() -> None:
    [text] = texts_of(example("consent-withdrawn.v1", withdrawn_at=NOON), "id")
    assert "pada 24 November 2026 pukul 09.05 WIT" in text.body
    assert "paling lambat 27 November 2026 pukul 09.05 WIT" in text.body


def test_an_office_is_called_as_its_city_calls_it() -> None:
    [owner, _] = texts_of(example("product-curated.v1+tidak-lolos"), "id")
    assert "Dinas Koperasi, UKM dan Ketenagakerjaan" in owner.body


def test_a_code_that_is_new_is_read_without_its_hyphens() -> None:
    [text, _] = texts_of(example("product-curated.v1", outcome="ditunda-sementara"), "id")
    assert text.title == "Hasil kurasi Sambal Roa Tifa: ditunda sementara"


@pytest.mark.parametrize(
    "written", ["a\r\nBcc: x@y.id", "a\nb", "a\u2028b", "a\u0085b", "a\x00b", "a\u202eb", "a\x1b[31mb"]
)
def test_what_somebody_wrote_stays_on_one_line(written: str) -> None:
    for language in LANGUAGES:
        for text in texts_of(example("offer-answered.v1", product_name=written, reason=written), language):
            assert len(text.title.splitlines()) == 1
            assert one_line(written) in text.body
            assert text.title.isprintable()


def test_a_long_name_makes_no_long_title() -> None:
    [text] = texts_of(example("product-submitted.v1", name="Sambal " * 200), "id")
    assert len(text.title) == 150
    assert text.title.endswith("…")


def test_a_template_that_asks_for_what_is_not_there_fails_instead_of_saying_nothing() -> None:
    with pytest.raises(UndefinedError):
        write_sentence("{{ event.weather }}", AMBON, PLACE)
    with pytest.raises(ValueError, match="None"):
        write_sentence("{{ event.reason }}", example("pks-ended.v1", reason=None), PLACE)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.txt")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_indonesian_is_spelt_as_the_dictionary_does(file: Path) -> None:
    wrong = r"\b(ijin|materai|walikota|Walikota|resiko|nomer|merubah|kadaluarsa|perduli|silahkan|di gerai ini|jadual)\b"
    assert not re.search(wrong, file.read_text())


OTHER_WORDS = r"\b([Tt]oko|[Cc]ontoh|[Nn]askah\w*|[Mm]enarik persetujuan|[Pp]ersetujuan data)\b|” antara Pemerintah"
"""What is called otherwise everywhere: gerai, sampel, rancangan, mencabut persetujuan atas pemrosesan data."""


@pytest.mark.parametrize("event", [*PUBLISHED, *EVERY_TURN])
def test_a_thing_has_the_same_word_everywhere(event: Event) -> None:
    if "reason" in event.__dict__:
        event = event.model_copy(update={"reason": "Kata orang"})
    for text in texts_of(event, "id"):
        assert not re.search(OTHER_WORDS, whole(text))
    if type(event) in domain.SENTENCES:
        assert not re.search(OTHER_WORDS, domain.summarize(event, PLACE))


def test_a_mail_tells_the_terms_in_the_words_that_are_signed() -> None:
    terms = {"payment_days": 14, "returns": "tidak-ada", "minimum_order": 1_000, "units_per_store_and_month": 1_500}
    [told, _] = texts_of(changed("pks-drafted.v1", "terms", **terms), "id")
    [in_english, _] = texts_of(changed("pks-drafted.v1", "terms", **terms), "en")
    for line in (
        "Harga per unit jual: Rp",
        "Pembayaran: 14 hari sejak faktur\n",
        "Retur: tidak ada retur\n",
        "Pesanan minimum per gerai: 1.000 unit\n",
        "Kebutuhan per gerai per bulan: 1.500 unit\n",
        "Jangka waktu: ",
    ):
        assert f"\n{line}" in told.body
    assert "Supply: 1,500 units a store and month\n" in in_english.body
