"""Where things stand and whose turn it is, whichever topic was heard first."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from services.notifications import domain
from services.notifications.domain import Heard, Kind
from shared.events.event import Event
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, assigned, example, submitted

PRODUCT, BUSINESS = submitted().product_id, submitted().business_id
SUBMITTED = submitted()
CURATED = example(
    "product-curated.v1", product_id=PRODUCT, business_id=BUSINESS, revision=1, outcome="lolos", conditions=()
)
OFFERED = example("product-offered.v1", product_id=PRODUCT, business_id=BUSINESS, retailer="alfamidi")
OFFER = OFFERED.__dict__["offer_id"]
OVERDUE = example("offer-overdue.v1", offer_id=OFFER, product_id=PRODUCT, business_id=BUSINESS, retailer="alfamidi")
ACCEPTED = example(
    "offer-answered.v1",
    offer_id=OFFER,
    product_id=PRODUCT,
    business_id=BUSINESS,
    retailer="alfamidi",
    answer="accepted",
)
SAMPLE_ASKED = ACCEPTED.model_copy(update={"answer": "sample-asked"})
DRAFTED = example("pks-drafted.v1", offer_id=OFFER, product_id=PRODUCT, business_id=BUSINESS, retailer="alfamidi")
PKS = DRAFTED.__dict__["pks_id"]
ABOUT = {"pks_id": PKS, "offer_id": OFFER, "product_id": PRODUCT, "business_id": BUSINESS, "retailer": "alfamidi"}
DECLINED = example("pks-ended.v1", how="declined", reason="Harga", **ABOUT)
UNSIGNED = example("pks-ended.v1", how="void", reason="signature-missing", **ABOUT)
SIGNED = example("pks-signed.v1", **ABOUT)
CLOSED = example("offer-closed.v1", offer_id=OFFER, product_id=PRODUCT, business_id=BUSINESS, retailer="alfamidi")


def heard(*events: Event) -> list[Heard]:
    return [
        Heard(event, str(n), NOON + timedelta(minutes=n), "/gerai/others", "c", "") for n, event in enumerate(events)
    ]


def state_of(id: UUID, *events: Event) -> str:
    return next(matter.state for matter in domain.follow(heard(*events)) if matter.id == id)


@pytest.mark.parametrize("order", [*permutations([SUBMITTED, CURATED])])
def test_a_result_stays_whether_it_is_heard_before_or_after_the_submission(order: tuple[Event, ...]) -> None:
    assert state_of(PRODUCT, *order) == "lolos"


def test_the_day_that_is_shown_is_that_of_a_condition_which_is_still_open() -> None:
    early, late = ({"condition_id": UUID(int=n), "text": "Label", "due": date(2026, 12, n)} for n in (1, 24))
    passed = CURATED.model_dump() | {"outcome": "lolos-bersyarat", "conditions": (early, late)}
    decided = type(CURATED).model_validate(passed)
    met = type(CURATED).model_validate(passed | {"conditions": (late,), "met": early})
    [matter] = domain.follow(heard(SUBMITTED, decided, met))
    assert (matter.state, matter.due) == ("lolos-bersyarat", date(2026, 12, 24))


def test_a_resubmission_begins_anew() -> None:
    mended = submitted(revision=2, changes="Label")
    assert state_of(PRODUCT, SUBMITTED, CURATED, mended) == "dalam-kurasi"
    assert state_of(PRODUCT, mended, CURATED) == "dalam-kurasi"


@pytest.mark.parametrize("order", [*permutations([ACCEPTED, DRAFTED])])
def test_an_offer_with_an_agreement_waits_no_more(order: tuple[Event, ...]) -> None:
    matters = {matter.id: matter for matter in domain.follow(heard(OFFERED, *order))}
    assert (matters[OFFER].state, matters[OFFER].waits_for) == ("pks-disusun", ())
    assert matters[PKS].kind is Kind.PKS
    assert set(matters[PKS].waits_for) == {"pelaku-usaha", "mitra-ritel"}


def test_an_offer_can_be_overdue_after_a_sample_and_be_answered_then() -> None:
    [matter] = domain.follow(heard(OFFERED, SAMPLE_ASKED, OVERDUE))
    assert (matter.state, matter.waits_for) == ("tanpa-tanggapan", ("mitra-ritel",))
    assert state_of(OFFER, OFFERED, OVERDUE, SAMPLE_ASKED) == "sample-asked"
    assert state_of(OFFER, OFFERED, SAMPLE_ASKED, OVERDUE, ACCEPTED) == "accepted"


def test_one_sample_more_does_not_hide_that_an_answer_is_overdue() -> None:
    more = SAMPLE_ASKED.model_copy(update={"answer_due": date(2026, 12, 8), "overdue": True})
    [matter] = domain.follow(heard(OFFERED, SAMPLE_ASKED, OVERDUE, more))
    assert (matter.state, matter.due) == ("tanpa-tanggapan", date(2026, 12, 8))
    assert set(matter.waits_for) == {"pelaku-usaha", "mitra-ritel"}
    assert state_of(OFFER, OFFERED, SAMPLE_ASKED, OVERDUE, more, ACCEPTED) == "accepted"


def test_until_when_a_retailer_answers_after_a_sample_is_shown() -> None:
    asked = SAMPLE_ASKED.model_copy(update={"answer_due": date(2026, 12, 19)})
    [matter] = domain.follow(heard(OFFERED, asked))
    assert (matter.state, matter.due) == ("sample-asked", date(2026, 12, 19))


@pytest.mark.parametrize(
    ("events", "state", "waits_for"),
    [
        ([DRAFTED, DECLINED], "accepted", ("mitra-ritel",)),
        ([DRAFTED, example("pks-ended.v1", how="void", reason="term-over", **ABOUT)], "accepted", ("mitra-ritel",)),
        ([DRAFTED, UNSIGNED], "accepted", ("mitra-ritel",)),
        ([DRAFTED, DECLINED, DRAFTED], "pks-disusun", ()),
        ([DRAFTED, CLOSED, example("pks-ended.v1", how="void", reason="mou-ended", **ABOUT)], "ditutup", ()),
        ([DRAFTED, SIGNED], "berlanjut", ()),
        ([DRAFTED, SIGNED, DRAFTED, DECLINED], "berlanjut", ()),
        ([DRAFTED, SIGNED, example("pks-ended.v1", how="terminated", reason="term-over", **ABOUT)], "berlanjut", ()),
    ],
)
def test_an_offer_goes_the_way_of_its_agreements(events: list[Event], state: str, waits_for: tuple[str, ...]) -> None:
    matters = {matter.id: matter for matter in domain.follow(heard(OFFERED, ACCEPTED, *events))}
    assert (matters[OFFER].state, matters[OFFER].waits_for, matters[OFFER].due) == (state, waits_for, None)


def test_a_signature_leaves_the_other_party_to_wait_for() -> None:
    signed = example("pks-partly-signed.v1", pks_id=PKS, offer_id=OFFER, party="usaha", sign_by=date(2026, 12, 24))
    [matter] = domain.follow(heard(signed))
    assert (matter.waits_for, matter.due) == (("mitra-ritel",), date(2026, 12, 24))
    drafted, after = (
        next(m for m in domain.follow(heard(*events)) if m.id == PKS) for events in ([DRAFTED], [DRAFTED, signed])
    )
    assert after.since == drafted.since


async def test_a_draft_without_barcode_waits_for_the_business_alone(notifications: Notifications) -> None:
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), assigned("budi", "mitra-ritel", "alfamidi"))
    await notifications.hear(DRAFTED.model_copy(update={"signable": False}))
    assert "Menunggu Barcode" in await notifications.waiting("yohana")
    assert "Tidak ada yang menunggu Anda." in await notifications.waiting("budi")
    for party in ("yohana", "budi"):
        page = (await notifications.page(party, "/beranda")).text
        assert "Usaha mengajukan ulang produk dengan barcode" in page
        assert "Menunggu Tanda Tangan" not in page


async def test_an_agreement_whose_basis_is_lost_waits_for_nobody_and_says_what_may_be_done_until_when(
    notifications: Notifications,
) -> None:
    lost = example("pks-basis-lost.v1", until=date(2027, 11, 30), **ABOUT)
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), assigned("budi", "mitra-ritel", "alfamidi"))
    await notifications.hear(DRAFTED, SIGNED, lost)
    for party in ("yohana", "budi"):
        page = (await notifications.page(party, "/beranda")).text
        assert "Tidak ada yang menunggu Anda." in page
        assert "Perlu Ditinjau" in page
        assert "pilih Akhiri PKS. Hari terakhirnya 30 November 2027." in page


@pytest.mark.parametrize("kind", ["mou", "pks"])
async def test_what_is_signed_ahead_of_its_first_day_says_from_when_it_is_in_force(
    notifications: Notifications, kind: str
) -> None:
    await notifications.hear(assigned("budi", "mitra-ritel", "alfamidi"), assigned("selvi", "kurator-diskop"))
    await notifications.hear(signed_for(kind, since=date(2100, 1, 1)))
    page = (await notifications.page("budi", "/beranda")).text
    assert ">Berlaku mulai 1 Januari 2100<" in page
    assert "Hari terakhirnya 31 Desember 2100." in page
    assert ">Belum Berlaku<" in (await notifications.page("selvi", "/beranda")).text
    await notifications.hear(signed_for(kind, since=date(2026, 1, 1)))
    assert ">Berlaku<" in (await notifications.page("budi", "/beranda")).text
    assert ">Berlaku<" in (await notifications.page("selvi", "/beranda")).text


def signed_for(kind: str, *, since: date) -> Event:
    """A memorandum or an agreement that both have signed, from this day to the end of 2100."""
    term = {"since": since, "until": date(2100, 12, 31)}
    if kind == "mou":
        return example("mou-signed.v1", retailers=("alfamidi",), **term)
    return SIGNED.model_copy(update={"terms": SIGNED.__dict__["terms"].model_copy(update=term)})


async def test_whoever_is_waited_for_sees_it_the_longest_first(notifications: Notifications) -> None:
    await notifications.hear(
        assigned("selvi", "kurator-diskop"),
        assigned("budi", "mitra-ritel", "alfamidi"),
        assigned("citra", "mitra-ritel", "indomaret"),
        assigned("yohana", "pelaku-usaha", BUSINESS),
    )
    await notifications.hear(SUBMITTED)
    assert "Sambal" in (await notifications.page("selvi", "/beranda")).text
    await notifications.hear(CURATED, OFFERED)
    curator = (await notifications.page("selvi", "/beranda")).text
    assert "Tidak ada yang menunggu Anda." in curator
    retailer = (await notifications.page("budi", "/beranda")).text
    assert f"/agreements/penawaran/{OFFER}" in retailer
    assert f"/agreements/penawaran/{OFFER}" not in (await notifications.page("citra", "/beranda")).text
    owner = (await notifications.page("yohana", "/beranda")).text
    assert "Ritel menjawab sebelum tenggat." in owner
    assert "Mitra Ritel" in owner


async def test_an_assistant_sees_what_waits_for_an_owner_who_is_not_there(notifications: Notifications) -> None:
    mend = example(
        "product-curated.v1", product_id=PRODUCT, business_id=BUSINESS, revision=1, outcome="perlu-pembinaan"
    )
    await notifications.hear(assigned("dina", "pendamping"))
    await notifications.hear(SUBMITTED, mend)
    assert f"/registration/produk/{PRODUCT}" in await notifications.waiting("dina")
    until = datetime(2100, 1, 1, tzinfo=UTC)
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS).model_copy(update={"until": until}))
    assert f"/registration/produk/{PRODUCT}" not in await notifications.waiting("dina")


async def test_the_first_time_of_a_step_stays(notifications: Notifications) -> None:
    later = datetime(2026, 12, 24, tzinfo=UTC)
    await notifications.hear(SUBMITTED)
    await notifications.hear(submitted(revision=2, changes="Label"), at=later)
    [row] = await notifications.fetch("SELECT submitted_at, category FROM journeys")
    assert row["submitted_at"] == NOON
    assert row["category"] == SUBMITTED.category
