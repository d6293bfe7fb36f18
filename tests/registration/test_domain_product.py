"""How a product is drafted, submitted, withdrawn and submitted again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import Licence, ProductSubmitted, ProductWithdrawn
from shared.law import categories
from tests.registration.test_domain_sheet import BUSINESS, NOW, PRODUCT_ID, SHEET, draft


def submitted() -> domain.Product:
    return domain.submit(draft(), BUSINESS, at=NOW)[0]


def test_a_submission_announces_the_whole_product_in_one_spelling() -> None:
    product, announcement = domain.submit(draft(), BUSINESS, at=NOW)
    assert (product.status, product.revision, product.submitted_at) == (domain.Status.SUBMITTED, 1, NOW)
    assert announcement == ProductSubmitted(
        city="ambon",
        product_id=PRODUCT_ID,
        business_id=BUSINESS.id,
        revision=1,
        name="Sambal Roa Tifa",
        category="pangan-kering",
        net_content="150 g",
        shelf_life_days=180,
        storage="suhu-ruang",
        price=32_000,
        capacity_per_month=1_000,
        licences=(Licence(kind="pirt", number="2068171010001-31", valid_until=date(2031, 5, 1)),),
        halal_status="bersertifikat",
        halal_number="ID32110001902430323",
        gtin="8991001000019",
    )


def test_a_draft_may_be_empty() -> None:
    product = domain.draft(domain.Sheet(), product_id=PRODUCT_ID, business=BUSINESS, at=NOW)
    assert (product.status, product.revision) == (domain.Status.DRAFT, 0)


def test_all_that_is_open_is_told_at_once() -> None:
    product = draft(name="", price=0, licences=(), halal_status="")
    with pytest.raises(Refused) as refusal:
        domain.submit(product, BUSINESS, at=NOW)
    assert refusal.value.code == "product-incomplete"
    for code in ("product-name-missing", "price-not-positive", "pirt-missing", "halal-status-missing"):
        assert domain.say(code, "id") in str(refusal.value)
    assert "Ada 4 hal" in str(refusal.value)


def test_a_resubmission_is_the_next_revision_and_says_what_changed() -> None:
    product = domain.edit(submitted(), BUSINESS, replace(SHEET, price=30_000))
    again, announcement = domain.submit(product, BUSINESS, at=NOW, changes=" Harga turun ")
    assert (again.revision, announcement.revision, announcement.price) == (2, 2, 30_000)
    assert announcement.changes == "Harga turun"


@pytest.mark.parametrize("changes", [None, "", "  "])
def test_a_resubmission_without_a_word_on_what_changed_is_refused(changes: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        domain.submit(submitted(), BUSINESS, at=NOW, changes=changes)
    assert refusal.value.code == "changes-missing"


def test_a_first_submission_has_changed_nothing() -> None:
    _, announcement = domain.submit(draft(), BUSINESS, at=NOW, changes="semuanya")
    assert announcement.changes is None


def test_editing_leaves_what_was_submitted_standing() -> None:
    product = domain.edit(submitted(), BUSINESS, domain.Sheet())
    assert (product.status, product.revision) == (domain.Status.SUBMITTED, 1)


def test_a_withdrawal_names_the_revision_that_it_takes_back() -> None:
    product, announcement = domain.withdraw(submitted(), " Alat rusak ", at=NOW)
    assert (product.status, product.withdrawn_at) == (domain.Status.WITHDRAWN, NOW)
    assert announcement == ProductWithdrawn(city="ambon", product_id=PRODUCT_ID, revision=1, reason="Alat rusak")


def test_a_withdrawn_product_may_come_back_as_a_new_revision() -> None:
    withdrawn, _ = domain.withdraw(submitted(), "Alat rusak", at=NOW)
    product, announcement = domain.submit(withdrawn, BUSINESS, at=NOW, changes="Alat baru")
    assert (product.status, product.withdrawn_at, announcement.revision) == (domain.Status.SUBMITTED, None, 2)


def test_only_what_was_submitted_can_be_withdrawn_and_only_once() -> None:
    withdrawn, _ = domain.withdraw(submitted(), "Alat rusak", at=NOW)
    for product, reason, code in (
        (draft(), "x", "product-not-submitted"),
        (withdrawn, "x", "product-already-withdrawn"),
        (submitted(), " ", "withdrawal-reason-missing"),
    ):
        with pytest.raises(Refused) as refusal:
            domain.withdraw(product, reason, at=NOW)
        assert refusal.value.code == code


def test_a_submission_is_kept_as_it_was_told_with_who_entered_it() -> None:
    product, announcement = domain.submit(domain.edit(submitted(), BUSINESS, SHEET), BUSINESS, at=NOW, changes="Harga")
    kept = domain.record_submission(product, announcement, entered_by="sari", entered_as="pendamping", at=NOW)
    assert (kept.product_id, kept.city, kept.revision, kept.changes) == (PRODUCT_ID, "ambon", 2, "Harga")
    assert (kept.entered_by, kept.entered_as, kept.submitted_at) == ("sari", "pendamping", NOW)
    assert kept.sheet == product.sheet


def test_a_law_begins_at_midnight_in_the_city(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = categories.find_category("pangan-kering", on=NOW.date())
    assert rules
    monkeypatch.setattr(categories, "CATEGORIES", (replace(rules, since=date(2026, 10, 18)),))
    at = datetime(2026, 10, 17, 15, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="Kategori"):
        domain.submit(draft(), BUSINESS, at=at.astimezone(ZoneInfo("Asia/Jakarta")))
    product, _ = domain.submit(draft(), BUSINESS, at=at.astimezone(ZoneInfo("Asia/Jayapura")))
    assert product.revision == 1


Told = list[ProductSubmitted | ProductWithdrawn]
STEPS = st.lists(st.sampled_from(["edit", "spoil", "submit", "submit with changes", "withdraw"]), max_size=12)


@given(STEPS)
def test_no_sequence_of_calls_announces_a_revision_twice_or_out_of_order(steps: list[str]) -> None:
    product, told = draft(), Told()
    for step in steps:
        product, told = _take(step, product, told)
    for before, after in pairwise(told):
        if isinstance(after, ProductSubmitted):
            assert after.revision == before.revision + 1
        else:
            assert isinstance(before, ProductSubmitted)
            assert after.revision == before.revision
    assert product.revision == sum(isinstance(event, ProductSubmitted) for event in told)


@given(STEPS)
def test_what_stands_submitted_was_announced_last(steps: list[str]) -> None:
    product, told = draft(), Told()
    for step in steps:
        product, told = _take(step, product, told)
    last = {"ProductSubmitted": domain.Status.SUBMITTED, "ProductWithdrawn": domain.Status.WITHDRAWN}
    assert product.status == (last[type(told[-1]).__name__] if told else domain.Status.DRAFT)


def _take(step: str, product: domain.Product, told: Told) -> tuple[domain.Product, Told]:
    try:
        if step == "edit":
            return domain.edit(product, BUSINESS, SHEET), told
        if step == "spoil":
            return domain.edit(product, BUSINESS, domain.Sheet()), told
        if step == "withdraw":
            after, taken_back = domain.withdraw(product, "Alat rusak", at=NOW)
            return after, [*told, taken_back]
        changes = "Alat baru" if step == "submit with changes" else None
        again, put_forward = domain.submit(product, BUSINESS, at=NOW, changes=changes)
    except Refused:
        return product, told
    return again, [*told, put_forward]
