"""How businesses and products come in: functions and invitations, registration, a product with a photo, mending it."""

import io
from datetime import date

from PIL import Image
from playwright.async_api import FilePayload, expect

from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISPERINDAG, FUNCTIONS, OWNER, RETAILER
from tests.browser.cast import Cast
from tests.browser.somebody import Somebody
from tests.browser.town import Company

SIGNS_AS = "Kepala Cabang"
LICENSED_UNTIL = date(2031, 3, 1)


def photo(width: int = 1200, height: int = 900) -> FilePayload:
    """A picture as a phone takes it."""
    written = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(written, "JPEG", quality=95)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


async def admin_opens_the_city(company: Company, cast: Cast) -> None:
    """A chain with its stores, a function for somebody with an account, and an invitation by mail."""
    admin = await company.meet(cast.holder(ADMIN), ADMIN)
    await admin.go("Kesepakatan")
    await admin.follow("Mitra ritel")
    await admin.follow("Daftarkan mitra ritel")
    await admin.write(("Kode", cast.chain), ("Nama badan hukum", cast.chain_name), ("Gerai", "\n".join(cast.stores)))
    await admin.press("Simpan")
    await admin.reads("Data mitra ritel tersimpan.", cast.chain_name)
    for function in (CURATOR_DISPERINDAG, ASSISTANT):
        await _gives(admin, cast, function)
    await admin.go("Admin")
    await admin.follow("Undang lewat surel")
    await admin.write(("Nama", "Kepala cabang"), ("Alamat surel", _mail_of(cast)), ("Usaha atau ritel", cast.chain))
    await admin.write(("Sebutan bila menandatangani", SIGNS_AS))
    await admin.choose("Fungsi", FUNCTIONS[RETAILER])
    await admin.press("Kirim undangan")
    await admin.reads("Undangan dikirim lewat surel.")


async def buyer_accepts_the_invitation(company: Company, cast: Cast) -> None:
    """Whoever was invited comes by the link in the mail, and holds the function from then on."""
    link = await company.town.link_in_the_letter(_mail_of(cast))
    buyer = await company.meet(cast.buyer, RETAILER, at=link)
    await buyer.reads(SIGNS_AS)
    await buyer.press("Terima")
    await buyer.go("Beranda")
    await buyer.finds_text(SIGNS_AS)


async def owner_registers(company: Company, cast: Cast) -> Somebody:
    """In four steps, each of which is kept."""
    owner = await company.meet(cast.owner, OWNER)
    await owner.go("Usaha")
    await owner.follow("Daftarkan usaha")
    await _first_steps(owner, cast, cast.business, cast.nib)
    await owner.write(("Nama pemilik", cast.owner_name), ("NIK pemilik", cast.nik), ("Nomor ponsel", "081234567890"))
    await owner.press("Simpan dan lanjut")
    await owner.reads(cast.business, cast.owner_name, "Persetujuan pemrosesan data pribadi")
    await owner.tick("Saya menyetujui pernyataan di atas.")
    await owner.press("Daftarkan usaha")
    await owner.reads("Usaha terdaftar.", cast.business)
    return owner


async def owner_submits_a_product(owner: Somebody, cast: Cast) -> None:
    """Described, with a photo, and put forward."""
    await owner.follow("Tambah produk")
    await owner.follow(cast.category)
    await owner.write(("Nama produk", cast.product), ("Isi bersih", "150 g"), ("Masa simpan", "180"))
    if cast.category == "Minuman":
        await owner.pick("Cara penyimpanan", "Suhu ruang")
    await owner.write(("Harga ke ritel", "32.000"), ("Kapasitas per bulan", "40"))
    await owner.choose("Jenis izin 1", "P-IRT")
    await owner.write(("Nomor", cast.licence))
    await owner.write_day("Berlaku sampai", LICENSED_UNTIL)
    await owner.pick("Status halal", "Sudah bersertifikat halal")
    await owner.write(("Nomor sertifikat halal", "ID32110001902430323"))
    await owner.press("Simpan")
    await owner.reads(cast.product, "Rp32.000")
    await _adds_a_photo(owner, cast.product)
    await owner.press("Ajukan")
    await owner.reads("Diajukan")


async def owner_mends_and_submits_again(company: Company, cast: Cast, asked: str) -> None:
    """What was asked for is read, mended beside the field that it is about, and put forward again."""
    owner = await company.meet(cast.owner, OWNER)
    await owner.opens_from_home(cast.product, "Perlu Pembinaan")
    await owner.reads("Perbaiki hal berikut, lalu ajukan ulang:", asked)
    await owner.follow("Perbaiki: Kapasitas per bulan")
    await owner.reads(asked)
    await owner.write(("Kapasitas per bulan", "600"), ("Barcode (GTIN-13)", cast.gtin))
    await owner.press("Simpan")
    await owner.reads("Diubah sejak revisi 1, belum diajukan")
    await owner.write(("Apa yang diperbaiki?", "Kapasitas dinaikkan dengan mesin kedua."))
    await owner.press("Ajukan ulang")
    await owner.reads("Revisi 2")


async def assistant_enters_for_an_owner(company: Company, cast: Cast) -> None:
    """A business and a product of somebody who has no account."""
    assistant = await company.meet(cast.holder(ASSISTANT), ASSISTANT)
    await assistant.go("Usaha")
    await assistant.follow("Daftarkan usaha")
    await _first_steps(assistant, cast, f"Anyaman {cast.chain.title()}", f"{cast.nib[:-1]}7")
    await assistant.pick("Usaha siapa ini?", "Usaha orang lain yang tidak memiliki akun")
    nik = f"{cast.nik[:-1]}9"
    await assistant.write(("Nama pemilik", "Salomina Nanlohy"), ("NIK pemilik", nik), ("Nomor ponsel", "081298765432"))
    await assistant.press("Simpan dan lanjut")
    await assistant.pick("Bagaimana pemilik menyetujuinya?", "Dibacakan pendamping kepada pemilik")
    await assistant.tick("Pemilik menyetujui pernyataan di atas.")
    await assistant.press("Daftarkan usaha")
    await assistant.follow("Tambah produk")
    await assistant.follow("Kerajinan")
    await assistant.write(("Nama produk", "Tas Anyaman"), ("Isi bersih", "1 buah"), ("Harga ke ritel", "85.000"))
    await assistant.write(("Kapasitas per bulan", "60"))
    await assistant.press("Simpan")
    await _adds_a_photo(assistant, "Tas Anyaman")
    await assistant.press("Ajukan")
    await assistant.reads("Diajukan", "oleh pendamping")
    await assistant.go("Usaha")
    await assistant.follow(f"Anyaman {cast.chain.title()}")
    await assistant.finds("Tas Anyaman", "Diajukan")


async def _gives(admin: Somebody, cast: Cast, function: str) -> None:
    await admin.go("Admin")
    if await admin.row(cast.holder(function), FUNCTIONS[function]).is_visible():
        return  # an earlier journey through the same city
    await admin.follow("Beri fungsi")
    await admin.write(("Akun", cast.holder(function)))
    await admin.choose("Fungsi", FUNCTIONS[function])
    await admin.press("Beri fungsi")
    await admin.reads("Fungsi diberikan.")


async def _first_steps(person: Somebody, cast: Cast, name: str, nib: str) -> None:
    await person.choose("Kota tempat usaha", cast.city_name)
    await person.write(("Nama usaha", name), ("NIB (Nomor Induk Berusaha)", nib))
    await person.choose("Bentuk usaha", "Perorangan")
    await person.press("Simpan dan lanjut")
    await person.choose("Kecamatan tempat usaha", {"ambon": "Sirimau", "kediri": "Mojoroto"}[cast.city])
    await person.write(("Kode KBLI", "10772"))
    await person.pick("Apakah usaha sudah berjalan?", "Ya")
    await person.write(("Omzet setahun terakhir", "180.000.000"))
    await person.press("Simpan dan lanjut")


async def _adds_a_photo(person: Somebody, product: str) -> None:
    await person.attach("Pilih foto dari ponsel", [photo()])
    await person.press("Unggah foto")
    await expect(person.page.get_by_role("img", name=f"Foto 1 dari {product}")).to_be_visible()


def _mail_of(cast: Cast) -> str:
    return f"cabang@{cast.chain}.{cast.city}.example"
