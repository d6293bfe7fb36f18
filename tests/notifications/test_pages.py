"""Pages of notifications: the first, Beranda, the programme, trail and deliveries."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.events.registration import District
from tests.notifications.conftest import Notifications
from tests.notifications.facts import AMBON, assigned, example, submitted
from tests.notifications.test_matters import ACCEPTED, BUSINESS, CURATED, OFFERED, PRODUCT, SUBMITTED

SIGNED = example("pks-signed.v1", product_id=PRODUCT, business_id=BUSINESS, retailer="alfamidi")
REGISTERED = example("business-registered.v1", business_id=BUSINESS, name="Dapur Tifa <b>Sirimau</b>")
WITHDRAWN = example("consent-withdrawn.v1", business_id=BUSINESS)


async def test_anybody_sees_the_first_page_and_the_programme_of_a_city(notifications: Notifications) -> None:
    first = await notifications.page(None, "/")
    assert first.status_code == 200
    assert "/notifications/program/ambon" in first.text
    await notifications.hear(REGISTERED, SUBMITTED, CURATED, OFFERED, ACCEPTED, SIGNED)
    page = await notifications.page(None, "/program/ambon")
    assert "<svg" in page.text
    assert "1 usaha terdaftar" in page.text
    assert (await notifications.page(None, "/program/kediri")).status_code == 200
    assert (await notifications.page(None, "/program/atlantis")).status_code == 404


async def test_the_first_page_leads_in_whoever_is_not_signed_in_and_home_whoever_is(
    notifications: Notifications,
) -> None:
    way_in, way_home = '<a class="button primary" href="/notifications/masuk">', "Ke beranda</a>"
    strangers, own = (await notifications.page(None, "/")).text, (await notifications.page("selvi", "/")).text
    assert (way_in in strangers, way_home in strangers) == (True, False)
    assert (way_in in own, way_home in own) == (False, True)


async def test_the_programme_is_told_by_the_names_of_categories_and_districts(notifications: Notifications) -> None:
    sirimau = District(code="81.71.02", name="Sirimau")
    await notifications.hear(AMBON.model_copy(update={"districts": (sirimau,)}), REGISTERED, SUBMITTED, CURATED)
    page = (await notifications.page(None, "/program/ambon")).text
    assert '<th scope="row">Pangan kering</th>' in page
    assert '<th scope="row">Sirimau</th>' in page
    assert "81.71.02" not in page
    table = (await notifications.page(None, "/program/ambon?unduh=csv")).text
    assert "kategori,Pangan kering,1," in table
    assert "kecamatan,Sirimau,1," in table


async def test_the_shelf_shows_names_until_the_consent_ends(notifications: Notifications) -> None:
    await notifications.hear(REGISTERED, SUBMITTED, SIGNED)
    path = "/program/ambon/rak"
    await notifications.fetch("UPDATE shelves SET since = current_date - 1, until = current_date + 9")
    page = (await notifications.page(None, path)).text
    assert "Dapur Tifa &lt;b&gt;Sirimau&lt;/b&gt;" in page
    assert "Sambal" in (await notifications.page(None, f"{path}?cari=sambal")).text
    assert "Sambal" not in (await notifications.page(None, f"{path}?cari=kopi%25")).text
    table = await notifications.page(None, f"{path}?unduh=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert ",Pangan kering,Alfamidi," in table.text
    await notifications.hear(WITHDRAWN)
    assert "Dapur Tifa" not in (await notifications.page(None, path)).text


@pytest.mark.parametrize(("days", "past"), [(-2, True), (2, False)])
async def test_what_is_past_its_day_says_so_at_home(notifications: Notifications, days: int, past: bool) -> None:
    due = datetime.now(UTC).date() + timedelta(days=days)
    offered = OFFERED.model_copy(update={"answer_due": due})
    await notifications.hear(AMBON, assigned("santi", "mitra-ritel", "alfamidi"), SUBMITTED, CURATED, offered)
    page = (await notifications.page("santi", "/beranda")).text
    assert "Sambal" in page
    assert ('<span class="state bad">Lewat</span>' in page) is past


async def test_a_message_is_marked_as_read(notifications: Notifications) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"))
    await notifications.hear(SUBMITTED)
    [row] = await notifications.fetch("SELECT id FROM deliveries WHERE channel = 'inbox'")
    answer = await notifications.form("selvi", "/beranda", f"/pesan/{row['id']}/dibaca")
    assert answer.status_code == 303
    [row] = await notifications.fetch("SELECT read_at FROM deliveries WHERE channel = 'inbox'")
    assert row["read_at"] is not None


async def test_a_message_of_somebody_else_is_not_there(notifications: Notifications) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"), assigned("umar", "kurator-diskop"))
    await notifications.hear(submitted())
    [row] = await notifications.fetch("SELECT id FROM deliveries WHERE channel = 'inbox' AND subject = 'umar'")
    answer = await notifications.form("selvi", "/beranda", f"/pesan/{row['id']}/dibaca")
    assert answer.status_code == 404


@pytest.mark.parametrize(("subject", "status"), [("selvi", 200), ("yohana", 200), ("kadir", 404), ("ani", 403)])
async def test_a_trail_is_for_the_city_and_for_the_business(
    notifications: Notifications, subject: str, status: int
) -> None:
    await notifications.hear(
        assigned("selvi", "kurator-diskop"),
        assigned("yohana", "pelaku-usaha", BUSINESS),
        assigned("kadir", "kurator-diskop", city="kediri"),
    )
    await notifications.hear(SUBMITTED, CURATED)
    page = await notifications.page(subject, f"/jejak/{PRODUCT}")
    assert page.status_code == status
    assert ("Hasil kurasi" in page.text) == (status == 200)


async def test_the_log_of_a_city_that_was_not_heard_of_yet_is_told_by_utc(notifications: Notifications) -> None:
    await notifications.hear(assigned("admin", "admin-kota", city="ternate"))
    assert (await notifications.page("admin", "/kiriman")).status_code == 200


@pytest.mark.parametrize(("size", "goes_on"), [(1, True), (2, False)])
async def test_a_list_leads_on_only_where_more_follows(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch, size: int, goes_on: bool
) -> None:
    monkeypatch.setattr("services.notifications.routes.records.PAGE", size)
    await notifications.hear(assigned("admin", "admin-kota"), assigned("selvi", "kurator-diskop"))
    await notifications.hear(SUBMITTED, CURATED)
    for path in ("/kiriman", f"/jejak/{PRODUCT}"):
        page = (await notifications.page("admin", path)).text
        assert ('rel="next"' in page) == goes_on, path


async def test_the_log_of_deliveries_is_the_admins(notifications: Notifications) -> None:
    await notifications.hear(assigned("admin", "admin-kota"), assigned("selvi", "kurator-diskop"))
    await notifications.hear(SUBMITTED)
    page = await notifications.page("admin", "/kiriman")
    assert "product-submitted" in page.text
    table = (await notifications.page("admin", "/kiriman?unduh=csv")).text
    assert ",selvi,pesan di Gerai,Terkirim," in table
    assert "inbox" not in table
    assert ",pendaftaran," in (await notifications.page("admin", f"/jejak/{PRODUCT}?unduh=csv")).text
    assert "product-submitted" not in (await notifications.page("admin", "/kiriman?keadaan=failed")).text
    assert (await notifications.page("selvi", "/kiriman")).status_code == 403
    assert (await notifications.page("admin", f"/jejak/{uuid4()}")).status_code == 404
