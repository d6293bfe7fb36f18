"""What is to be seen of all this: on each one's Beranda, by the auditor, by an admin, and by anybody who passes."""

from playwright.async_api import expect

from shared.people.functions import ADMIN, AUDITOR, CURATOR_DISKOP, DISKOP, LEGAL, MAYOR, OWNER, RETAILER
from tests.browser.cast import Cast
from tests.browser.registering import SIGNS_AS
from tests.browser.town import Company

WAY = (
    "diajukan untuk dikurasi (revisi 1)",
    "(revisi 1): perlu pembinaan",
    "diajukan ulang untuk dikurasi (revisi 2)",
    "(revisi 2): lolos",
    "ditawarkan kepada",
    "diterima",
)


async def everybody_sees_what_became_of_it(company: Company, cast: Cast) -> None:
    """Who takes part sees the PKS in force, officers see it counted, and nothing about it waits for them any more."""
    for function, subject in ((OWNER, cast.owner), (RETAILER, cast.buyer)):
        party = await company.meet(subject, function)
        await party.finds_at_home("PKS", cast.product, "Berlaku")
    for function in (CURATOR_DISKOP, DISKOP, LEGAL, MAYOR):
        officer = await company.meet(cast.holder(function), function)
        await officer.finds_at_home("PKS", "Berlaku")
        await officer.finds("Kesepakatan Bersama", "Berlaku")
        for done in (cast.product, cast.memorandum):
            await expect(officer.row(done)).to_have_count(0)


async def auditor_reads_the_trail(company: Company, cast: Cast) -> None:
    """From the case to the product, and all that has happened to it."""
    auditor = await company.meet(cast.holder(AUDITOR), AUDITOR)
    await auditor.go("Kurasi")
    await auditor.choose("Keadaan", "Lolos")
    await auditor.choose("Menunggu dinas", "Semua")
    await auditor.press("Cari")
    await auditor.follow(cast.product)
    await auditor.reads("Lolos", "Keputusan sebelumnya")
    await expect(auditor.page.get_by_role("button", name="Kirim penilaian")).to_have_count(0)
    await auditor.follow("Lihat halaman produk")
    await auditor.follow("Jejak")
    await auditor.reads("Jejak peristiwa", *WAY)


async def admin_reads_who_did_what(company: Company, cast: Cast) -> None:
    """An invitation that was given and taken stands there with who did so."""
    admin = await company.meet(cast.holder(ADMIN), ADMIN)
    await admin.go("Admin")
    await admin.follow("Jejak perubahan")
    await admin.finds(f"mengundang: {SIGNS_AS} ({cast.chain})")
    await admin.finds(f"menerima undangan: {SIGNS_AS} ({cast.chain})")


async def passers_by_see_it_counted(company: Company, cast: Cast) -> None:
    """On the programme's page, which is everybody's, and on the shelves."""
    anybody = await company.passer_by()
    await anybody.follow(cast.city_name)
    await anybody.reads(f"Program {cast.city_name} dalam angka")
    line = await anybody.finds(cast.category)
    await expect(line.get_by_role("cell")).to_have_text(["1"] * 6)
    await anybody.follow("Lihat produk di rak dan gerainya")
    await anybody.finds(cast.product, cast.business, *cast.store_names[:2])
