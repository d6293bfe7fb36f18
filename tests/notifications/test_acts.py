"""Whoever has agreed, signed or reviewed is waited for no longer, while the others still are."""

from datetime import timedelta
from itertools import permutations

import pytest

from services.notifications import domain
from shared.events.event import Event
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, PLACE, assigned, example, record, submitted
from tests.notifications.test_matters import BUSINESS, CURATED, PRODUCT, SUBMITTED, heard

BOTH = ("alfamidi", "indomaret")
OFFICES = ("diskop", "disperindag", "bagian-hukum")
DRAFTED = example("mou-drafted.v1", retailers=BOTH)
MOU = DRAFTED.__dict__["mou_id"]
AGREED = example("mou-agreed.v1", retailers=BOTH)
MEMORANDUM = f"/agreements/kesepakatan/{MOU}"
LATER = NOON + timedelta(days=3)
REVIEWED = example("case-reviewed.v1", product_id=PRODUCT, business_id=BUSINESS, revision=1)
ANEW = submitted(revision=2, changes="Label")


def agreed(*missing: str) -> Event:
    """Somebody has agreed, and these are missing."""
    return example("mou-partly-agreed.v1", retailers=BOTH, parties=("diskop",), missing=missing)


def signed(*missing: str) -> Event:
    """Somebody has signed, and these are missing."""
    return example("mou-partly-signed.v1", retailers=BOTH, party="kota", missing=missing)


async def waiting(notifications: Notifications, path: str) -> set[str]:
    """Who reads this under "Menunggu Anda"."""
    people = ("selvi", "dewi", *OFFICES, "wali-kota", *BOTH)
    return {who for who in people if path in await notifications.waiting(who)}


async def on_whom(notifications: Notifications, who: str) -> str:
    """What somebody's only thing says under "Menunggu pihak"."""
    page = (await notifications.page(who, "/beranda")).text
    return page.partition('data-label="Menunggu pihak">')[2].partition("</td>")[0].strip()


@pytest.fixture
async def people(notifications: Notifications) -> Notifications:
    """Notifications that know the curators, the offices, the mayor and two retailers."""
    await notifications.hear(
        assigned("selvi", "kurator-diskop"),
        assigned("dewi", "kurator-disperindag"),
        *(assigned(office, office) for office in (*OFFICES, "wali-kota")),
        *(assigned(code, "mitra-ritel", code) for code in BOTH),
        assigned("yohana", "pelaku-usaha", BUSINESS),
    )
    return notifications


async def test_a_draft_waits_for_those_alone_who_have_not_agreed(people: Notifications) -> None:
    await people.hear(DRAFTED)
    assert await waiting(people, MEMORANDUM) == {*OFFICES, *BOTH}
    await people.hear(agreed("disperindag", "bagian-hukum", *BOTH))
    assert await waiting(people, MEMORANDUM) == {"disperindag", "bagian-hukum", *BOTH}
    await people.hear(agreed("bagian-hukum", "indomaret"))
    assert await waiting(people, MEMORANDUM) == {"bagian-hukum", "indomaret"}
    assert await on_whom(people, "alfamidi") == "Kepala Bagian Hukum, Mitra Ritel Indomaret"
    await people.hear(agreed("bagian-hukum"))
    assert await waiting(people, MEMORANDUM) == {"bagian-hukum"}
    assert await on_whom(people, "indomaret") == "Kepala Bagian Hukum"


async def test_what_all_have_agreed_to_waits_for_every_signature_that_is_missing(people: Notifications) -> None:
    await people.hear(DRAFTED, agreed("indomaret"))
    await people.hear(AGREED)
    assert await waiting(people, MEMORANDUM) == {"wali-kota", *BOTH}
    assert await on_whom(people, "alfamidi") == "Wali Kota, Mitra Ritel"
    await people.hear(signed("kota", "indomaret"))
    assert await waiting(people, MEMORANDUM) == {"wali-kota", "indomaret"}
    assert await on_whom(people, "alfamidi") == "Wali Kota, Mitra Ritel Indomaret"
    await people.hear(signed("indomaret"))
    assert await waiting(people, MEMORANDUM) == {"indomaret"}
    await people.hear(example("mou-signed.v1", retailers=BOTH))
    assert await waiting(people, MEMORANDUM) == set()
    assert await on_whom(people, "alfamidi") == "–"


async def test_a_new_version_waits_for_everybody_again(people: Notifications) -> None:
    await people.hear(DRAFTED, AGREED, signed("indomaret"))
    await people.hear(DRAFTED.model_copy(update={"version": 2}))
    assert await waiting(people, MEMORANDUM) == {*OFFICES, *BOTH}


async def test_an_act_that_is_heard_twice_or_with_the_next_counts_as_when_heard_once(people: Notifications) -> None:
    first, second = record(agreed("bagian-hukum", *BOTH)), record(agreed("indomaret"))
    await people.consume(record(DRAFTED), first, first, second)
    await people.consume(first)
    assert await waiting(people, MEMORANDUM) == {"indomaret"}


@pytest.mark.parametrize("order", [*permutations([SUBMITTED, REVIEWED])])
async def test_a_case_waits_for_the_curator_alone_whose_review_is_missing(
    people: Notifications, order: tuple[Event, ...]
) -> None:
    for event in order:
        await people.hear(event)
    assert await waiting(people, str(PRODUCT)) == {"dewi"}
    assert await on_whom(people, "yohana") == "Kurator Dinas Perindustrian dan Perdagangan"


async def test_a_department_that_has_to_review_again_is_waited_for_again(people: Notifications) -> None:
    again = REVIEWED.model_copy(update={"department": "disperindag", "missing": ("diskop",)})
    await people.hear(SUBMITTED, REVIEWED, again)
    assert await waiting(people, str(PRODUCT)) == {"selvi"}


@pytest.mark.parametrize("order", [*permutations([SUBMITTED, REVIEWED, ANEW], 3)])
async def test_a_new_revision_waits_for_both_departments_again(people: Notifications, order: tuple[Event, ...]) -> None:
    for event in order:
        await people.hear(event)
    assert await waiting(people, str(PRODUCT)) == {"selvi", "dewi"}


def test_a_review_hides_no_result_and_no_withdrawal() -> None:
    withdrawn = example("product-withdrawn.v1", product_id=PRODUCT, revision=1)
    for last, state in ((CURATED, "lolos"), (withdrawn, "ditarik")):
        for order in ((SUBMITTED, REVIEWED, last), (SUBMITTED, last, REVIEWED)):
            [matter] = domain.follow(heard(*order))
            assert (matter.state, matter.waits_for) == (state, ())


@pytest.mark.parametrize(
    ("first", "act"),
    [(DRAFTED, agreed("indomaret")), (AGREED, signed("indomaret")), (SUBMITTED, REVIEWED)],
)
async def test_who_is_missing_has_been_waited_for_since_before_another_acted(
    people: Notifications, first: Event, act: Event
) -> None:
    [apart] = domain.follow(heard(first))
    assert [matter.since for matter in domain.follow(heard(first, act, act))] == [apart.since]
    await people.hear(first)
    await people.hear(act, at=LATER)
    assert [row["since"] for row in await people.fetch("SELECT since FROM matters")] == [NOON]


async def test_a_new_version_is_waited_for_since_it_was_drafted(people: Notifications) -> None:
    await people.hear(DRAFTED, agreed("indomaret"))
    await people.hear(DRAFTED.model_copy(update={"version": 2}), agreed("indomaret"), at=LATER)
    assert [row["since"] for row in await people.fetch("SELECT since FROM matters")] == [LATER]


@pytest.mark.parametrize("act", [agreed("indomaret"), signed("indomaret"), REVIEWED], ids=lambda act: act.type)
async def test_an_act_leaves_a_line_in_the_trail_and_nobody_a_message(people: Notifications, act: Event) -> None:
    [id] = await people.hear(act)
    lines = await people.fetch("SELECT summary FROM trail WHERE event_id = $1", id)
    assert [line["summary"] for line in lines] == [domain.summarize(act, PLACE)]
    assert await people.fetch("SELECT FROM messages WHERE event_id = $1", id) == []
    assert await people.fetch("SELECT FROM deliveries") == []


def test_the_trail_says_who_has_acted_and_who_is_missing() -> None:
    title = DRAFTED.__dict__["title"]
    assert domain.summarize(agreed("bagian-hukum", "indomaret"), PLACE) == (
        f"Rancangan Kesepakatan Bersama “{title}” versi 1 disetujui Dinas Koperasi, UKM dan Ketenagakerjaan;"
        " menunggu persetujuan Bagian Hukum, Indomaret."
    )
    assert domain.summarize(signed("alfamidi", "indomaret"), PLACE) == (
        f"Kesepakatan Bersama “{title}” versi 1 ditandatangani pemerintah kota;"
        " menunggu tanda tangan Alfamidi, Indomaret."
    )
    assert domain.summarize(REVIEWED, PLACE) == (
        "Revisi 1 dinilai Dinas Koperasi, UKM dan Ketenagakerjaan;"
        " menunggu penilaian Dinas Perindustrian dan Perdagangan."
    )
