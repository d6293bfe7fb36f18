"""Pages of cooperation agreements: terms, versions, signatures, declining and ending."""

from typing import Any
from uuid import UUID

import pytest

from shared.people.functions import RETAILER
from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import FACTS, STORES, curated, withdrawn

MARK = '<span class="state bad">Perlu Ditinjau</span>'


def filled(**differences: Any) -> dict[str, Any]:
    """Terms as their form sends them."""
    said = terms() | {"stores": list(STORES)}
    return {f"terms-{name}": value for name, value in said.items()} | differences


async def accepted(ambon: Agreements, **differences: Any) -> str:
    """An offer that Alfamidi has accepted; gives its id."""
    offer = await ambon.offer(**differences)
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
    return offer


async def test_an_agreement_is_drafted_signed_by_both_and_ended_on_pages(ambon: Agreements) -> None:
    offer = await accepted(ambon)
    assert f"/agreements/penawaran/{offer}/pks" in (await ambon.page("rina", f"/penawaran/{offer}")).text
    form = f"/penawaran/{offer}/pks"
    drafted = await ambon.form("rina", form, form, **filled())
    assert drafted.status_code == 303, drafted.text
    place = drafted.headers["location"].removeprefix("/agreements").partition("?")[0]
    page = (await ambon.page("yohana", place)).text
    assert "Alfamidi Batu Merah, Alfamidi Passo" in page
    assert "Rp30.000" in page
    assert "PERJANJIAN KERJA SAMA" in page
    assert "<strong>Menunggu tanda tangan:</strong> PT Midi Utama Indonesia Tbk, Pelaku usaha<" in page
    assert "sebagai Pelaku Usaha." in (await ambon.page("yohana", f"{place}/tanda-tangan")).text
    for subject in ("yohana", "rina"):
        signed = await ambon.form(subject, f"{place}/tanda-tangan", f"{place}/tanda-tangan", number="")
        assert signed.headers["location"] == f"/agreements{place}?kabar=ditandatangani"
    assert await ambon.statuses("pks") == ["signed"]
    refused = await ambon.form("yohana", f"{place}/akhiri", f"{place}/akhiri", reason="")
    assert 'id="reason-fault">Tuliskan alasannya.' in refused.text
    ended = await ambon.form("yohana", f"{place}/akhiri", f"{place}/akhiri", reason="Gerai <tutup>")
    assert ended.headers["location"].endswith("?kabar=diakhiri")
    page = (await ambon.page("rina", place)).text
    assert "Gerai &lt;tutup&gt;" in page
    assert "Diakhiri sebelum waktunya." in page


async def test_the_trail_is_a_click_away_for_those_who_may_read_it(ambon: Agreements) -> None:
    pks = await ambon.sign_pks()
    (row,) = await ambon.fetch("SELECT offer_id, mou_id FROM pks")
    await ambon.assign("sari", "pendamping")
    things = {f"/penawaran/{row['offer_id']}": row["offer_id"], f"/pks/{pks}": pks}
    for place, thing in things.items():
        for subject, reads in (("pengawas", True), ("yohana", True), ("rina", False), ("sari", False)):
            page = await ambon.page(subject, place)
            assert page.status_code == 200
            assert (f'href="/notifications/jejak/{thing}"' in page.text) is reads, (place, subject)
    for subject, reads in (("hukum", True), ("rina", False)):
        page = await ambon.page(subject, f"/kesepakatan/{row['mou_id']}")
        assert (f'href="/notifications/jejak/{row["mou_id"]}"' in page.text) is reads, subject


async def test_a_page_suggests_the_days_that_the_api_takes_where_nothing_is_said(ambon: Agreements) -> None:
    offer = await accepted(ambon)
    page = (await ambon.page("rina", f"/penawaran/{offer}/pks")).text
    suggested = page.partition('name="terms-payment_days"')[2].partition('value="')[2].partition('"')[0]
    said = {name: value for name, value in terms().items() if name != "payment_days"}
    pks = (await ambon.done("rina", f"/offers/{offer}/pks", {"terms": said}))["pks_id"]
    assert str((await ambon.get("rina", f"/pks/{pks}")).json()["terms"]["payment_days"]) == suggested == "15"


@pytest.mark.parametrize(
    ("differences", "field", "said"),
    [
        ({"terms-units_per_store_and_month": "301"}, "units_per_store_and_month", "melebihi sisa kapasitas"),
        ({"terms-stores": ""}, "stores", "Pilih paling sedikit satu gerai."),
        ({"terms-stores": "Alfamidi Mana"}, "stores", "tidak terdaftar"),
        ({"terms-minimum_order": "101"}, "minimum_order", "kebutuhan gerai dalam sebulan (100 unit)"),
        ({"terms-price": "0"}, "price", "lebih dari nol"),
        ({"terms-price": "murah"}, "price", "bilangan bulat"),
        ({"terms-listing_fee": "60.000"}, "listing_fee", "tidak boleh melebihi Rp50.000"),
        ({"terms-trading_terms_percent": "16"}, "trading_terms_percent", "tidak boleh melebihi 15 persen"),
        ({"terms-margin_percent": "101"}, "margin_percent", "lebih dari 100 persen"),
        ({"terms-scheme": ""}, "scheme", "wajib diisi"),
        ({"terms-until": "2026-01-01"}, "until", "sebelum tanggal mulai"),
    ],
)
async def test_what_is_wrong_with_terms_is_said_at_the_field(
    ambon: Agreements, differences: dict[str, str], field: str, said: str
) -> None:
    form = f"/penawaran/{await accepted(ambon)}/pks"
    assert "yang belum terikat PKS lain 600 unit" in (await ambon.page("rina", form)).text
    refused = await ambon.form("rina", form, form, **filled() | differences)
    assert refused.status_code == 422
    assert said in refused.text.partition(f'id="terms-{field}-fault">')[2].partition("</p>")[0]
    kept = "terms-minimum_order"
    written = differences.get(kept, "12")
    assert f'id="{kept}" name="{kept}" type="text" inputmode="numeric" class="short" value="{written}"' in refused.text
    if field != "stores":
        assert refused.text.count('value="Alfamidi Batu Merah" checked') == 1
    assert await ambon.statuses("pks") == []


async def test_the_capacity_that_is_left_is_what_other_agreements_do_not_take(ambon: Agreements) -> None:
    await ambon.sign_pks(units_per_store_and_month=200)
    [offer] = [row["id"] for row in await ambon.fetch("SELECT id FROM offers")]
    assert "yang belum terikat PKS lain 200 unit" in (await ambon.page("rina", f"/penawaran/{offer}/pks")).text


async def test_other_terms_are_shown_beside_the_former_ones(ambon: Agreements) -> None:
    place = f"/pks/{await ambon.draft_pks()}"
    form = (await ambon.page("rina", f"{place}/versi")).text
    assert 'value="Alfamidi Batu Merah" checked' in form
    changed = await ambon.form(
        "rina", f"{place}/versi", f"{place}/versi", **filled(**{"terms-price": "31.000", "version": "1"})
    )
    assert changed.headers["location"] == f"/agreements{place}?kabar=pks-versi-baru"
    page = (await ambon.page("yohana", place)).text
    assert "<del>Rp30.000</del>" in page
    assert "<ins>Rp31.000</ins>" in page
    old = await ambon.page("yohana", f"{place}/tanda-tangan")
    await ambon.form("rina", f"{place}/versi", f"{place}/versi", **filled(version="2"))
    late = await ambon.form_of(old, f"{place}/tanda-tangan", number="7")
    assert late.status_code == 409
    assert "Sudah ada versi PKS yang lebih baru." in late.text
    assert 'value="7"' in late.text


async def test_terms_that_one_does_not_want_are_declined_with_a_reason(ambon: Agreements) -> None:
    place = f"/pks/{await ambon.draft_pks()}"
    refused = await ambon.form("yohana", f"{place}/tolak", f"{place}/tolak", reason=" ")
    assert refused.status_code == 422
    taken = await ambon.form("yohana", f"{place}/tolak", f"{place}/tolak", reason="Harga <rendah>")
    assert taken.headers["location"].endswith("?kabar=pks-ditolak")
    page = (await ambon.page("rina", place)).text
    assert "Harga &lt;rendah&gt;" in page
    assert "Ketentuannya ditolak." in page
    assert "tidak dapat Anda tolak lagi" in (await ambon.page("yohana", f"{place}/tolak")).text
    assert "tidak ada yang dapat Anda tanda tangani" in (await ambon.page("rina", f"{place}/tanda-tangan")).text


async def test_without_a_barcode_one_reads_why_it_cannot_be_signed(ambon: Agreements) -> None:
    form = f"/penawaran/{await accepted(ambon, product=FACTS.model_copy(update={'gtin': None}))}/pks"
    drafted = await ambon.form("rina", form, form, **filled())
    place = drafted.headers["location"].removeprefix("/agreements").partition("?")[0]
    assert [event["signable"] for event in await ambon.announced("pks-drafted")] == [False]
    assert "alfamidi,0,0,1," in (await ambon.page("pengawas", "/tunggakan?unduh=pks")).text
    for subject in ("rina", "yohana"):
        listed = (await ambon.page(subject, "/pks")).text
        assert [said in listed for said in ("Barcode (GTIN-13)", "Menunggu Anda")] == [True, False]
        assert ",Barcode (GTIN-13)" in (await ambon.page(subject, "/pks?unduh=csv")).text
        page = (await ambon.page(subject, place)).text
        assert "belum memiliki barcode" in page
        assert "Menunggu barcode:" in page
        assert "Menunggu tanda tangan:" not in page
        assert ("Buka halaman produk" in page) == (subject == "yohana")
        assert f"{place}/tanda-tangan" not in page
        assert f"{place}/tolak" in page
        page = (await ambon.page(subject, f"{place}/tanda-tangan")).text
        assert "belum memiliki barcode" in page
        assert 'name="version"' not in page


async def test_an_agreement_signed_ahead_of_its_first_day_says_from_when_it_is_in_force(ambon: Agreements) -> None:
    pks = await ambon.sign_pks()
    for place in ("/pks", f"/pks/{pks}"):
        assert '<span class="state wait">Berlaku mulai ' in (await ambon.page("yohana", place)).text
    ambon.move_clock(8)
    for place in ("/pks", f"/pks/{pks}"):
        assert '<span class="state good">Berlaku</span>' in (await ambon.page("yohana", place)).text


async def test_the_list_says_what_waits_for_me(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    assert "Menunggu Anda" in (await ambon.page("rina", "/pks")).text
    await ambon.done("rina", f"/pks/{pks}/signatures", {"version": 1})
    page = (await ambon.page("rina", "/pks")).text
    assert "Menunggu Anda" not in page
    assert "Sambal Roa Tifa" in page
    assert "Menunggu Anda" in (await ambon.page("yohana", "/pks")).text
    await ambon.done("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert "Berlaku" in (await ambon.page("pengawas", "/pks?keadaan=signed&cari=sambal&ritel=alfamidi")).text
    assert "Tidak ada PKS yang cocok." in (await ambon.page("pengawas", "/pks?keadaan=draft")).text
    table = await ambon.page("pengawas", "/pks?unduh=csv")
    assert "alfamidi,Sambal Roa Tifa,,Berlaku,1" in table.text


async def test_what_was_called_off_is_found_apart_from_what_is_over(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    await ambon.done("yohana", f"/pks/{pks}/declines", {"version": 1, "reason": "Terlalu murah"})
    assert "Sambal" in (await ambon.page("rina", "/pks?keadaan=cancelled")).text
    assert "Sambal" not in (await ambon.page("rina", "/pks?keadaan=ended")).text
    page = (await ambon.page("rina", f"/pks/{pks}")).text
    assert "Berakhir" not in page
    assert '<p class="note">Dibatalkan ' in page


async def test_what_lost_its_basis_is_marked_and_found(ambon: Agreements) -> None:
    pks = await ambon.sign_pks()
    places = (f"/pks/{pks}", "/pks", "/pks?keadaan=signed", "/pks?keadaan=basis-lost")
    assert [MARK in (await ambon.page("rina", place)).text for place in places] == [False] * 4
    await ambon.hear(withdrawn())
    assert [MARK in (await ambon.page("rina", place)).text for place in places] == [True] * 4
    assert "Berlaku; Perlu Ditinjau" in (await ambon.page("rina", "/pks?unduh=csv")).text
    await ambon.done("rina", f"/pks/{pks}/end", {"reason": "Tidak diteruskan"})
    assert [MARK in (await ambon.page("rina", place)).text for place in places] == [False] * 4


async def test_strangers_find_neither_agreements_nor_their_forms(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    [offer] = [row["id"] for row in await ambon.fetch("SELECT id FROM offers")]
    place = f"/pks/{pks}"
    await ambon.assign("kamil", RETAILER, city="kediri", scope="alfamidi")
    await ambon.assign("yusuf", "pelaku-usaha", scope=str(UUID(int=7)))
    for stranger in ("kamil", "budi", "yusuf"):
        for path in (place, f"{place}/tanda-tangan", f"{place}/tolak", f"{place}/akhiri"):
            assert (await ambon.page(stranger, path)).status_code == 404, (stranger, path)
        assert "Sambal" not in (await ambon.page(stranger, "/pks")).text
    assert (await ambon.page("budi", f"/penawaran/{offer}/pks")).status_code == 404
    assert (await ambon.page("budi", f"{place}/versi")).status_code == 404
    assert (await ambon.page("pengawas", f"{place}/tanda-tangan")).status_code == 403
    await ambon.sign_mou("indomaret")
    await ambon.hear(curated(product_id=UUID(int=5)))
    own = await ambon.page("budi", "/penawaran")
    for action, fields in (
        (f"{place}/tanda-tangan", {"version": "1"}),
        (f"{place}/tolak", {"version": "1", "reason": "x"}),
        (f"{place}/akhiri", {"reason": "x"}),
        (f"{place}/versi", filled(version="1")),
        (f"/penawaran/{offer}/pks", filled()),
    ):
        sent = await ambon.form_of(own, action, **fields)
        assert sent.status_code == 404, action
    assert await ambon.statuses("pks") == ["draft"]


async def test_one_address_is_a_page_for_a_browser_and_the_api_for_whoever_brings_a_token(ambon: Agreements) -> None:
    place = f"/pks/{await ambon.draft_pks()}"
    for path in ("/pks", place):
        page = await ambon.page("rina", path)
        assert page.headers["content-type"].startswith("text/html")
        assert page.status_code == 200
        answer = await ambon.get("rina", path, accept="text/html")
        assert answer.headers["content-type"] == "application/json"
    assert (await ambon.web.get(f"/agreements{place}")).status_code == 401
    assert (await ambon.web.get(f"/agreements{place}", headers={"accept": "text/html"})).status_code == 303
    elsewhere = await ambon.web.get("/agreements/mous", headers={"accept": "text/html"})
    assert elsewhere.status_code == 401
