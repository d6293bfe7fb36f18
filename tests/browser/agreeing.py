"""How city, chain and business agree: a memorandum in versions, an offer and its answer, a PKS with its terms."""

import re
from datetime import timedelta

from shared.people.functions import DISKOP, DISPERINDAG, LEGAL, MAYOR, OWNER, RETAILER
from tests.browser.cast import Cast
from tests.browser.town import Company

BODY = "Para pihak memasarkan produk UMKM yang lolos kurasi di gerai ritel."
LATER = f"{BODY} Mitra ritel melaporkan penjualan setiap enam bulan."
AS_SIGNER = re.compile("^Tanda tangani sebagai ")


async def offices_and_chain_agree_on_a_memorandum(company: Company, cast: Cast) -> None:
    """Drafted by Bagian Hukum, remarked upon by a department, revised, and agreed to by all of them."""
    legal = await company.meet(cast.holder(LEGAL), LEGAL)
    await legal.go("Kesepakatan")
    await legal.follow("Susun Kesepakatan Bersama")
    await legal.tick(cast.chain_name)
    await legal.write(("Judul", cast.memorandum), ("Isi", BODY))
    await legal.write_day("Mulai", cast.today)
    await legal.write_day("Sampai", cast.today + timedelta(days=365))
    await legal.press("Kirim ke semua pihak")
    await legal.reads("Kesepakatan Bersama disusun.", BODY)
    await _remarks(company, cast)
    await legal.opens_from_home(cast.memorandum)
    await legal.reads("Tambahkan kewajiban melapor.")
    await legal.follow("Tulis versi baru")
    await legal.write(("Apa yang berubah", "Kewajiban melapor ditambahkan."), ("Isi", LATER))
    await legal.press("Kirim versi 2")
    await legal.reads("Versi 2 dibandingkan dengan versi 1", "Mitra ritel melaporkan penjualan")
    for function, holder in _parties(cast):
        party = await company.meet(holder, function)
        await party.opens_from_home(cast.memorandum, "Telaah")
        await party.press("Setujui versi 2")
        await party.reads("Persetujuan Anda tercatat.")


async def mayor_and_chain_sign_the_memorandum(company: Company, cast: Cast) -> None:
    """Each under a number of its own; then it is in force."""
    for number, function, holder in (("1", MAYOR, cast.holder(MAYOR)), ("2", RETAILER, cast.buyer)):
        signer = await company.meet(holder, function)
        await signer.opens_from_home(cast.memorandum, "Menunggu Tanda Tangan")
        await signer.follow("Tanda tangani")
        await signer.reads("Tanda tangan tidak dapat ditarik kembali.", LATER)
        await signer.write(("Nomor Kesepakatan Bersama", f"100.2.2.3/{number}/{cast.chain}/2026"))
        await signer.press(AS_SIGNER)
        await signer.reads("Tanda tangan Anda tercatat.", f"100.2.2.3/{number}/{cast.chain}/2026")
    await signer.finds_text("Berlaku")


async def chain_accepts_the_offer_and_drafts_a_pks(company: Company, cast: Cast) -> None:
    """The offer came by itself, as soon as there were a product that passed and a memorandum in force."""
    buyer = await company.meet(cast.buyer, RETAILER)
    await buyer.opens_from_home(cast.product, "Ditawarkan ke Ritel")
    await buyer.pick("Jawaban", "Terima")
    await buyer.press("Kirim jawaban")
    await buyer.reads("Jawaban tersimpan. Pelaku usaha diberi tahu.", "Jawaban: diterima")
    await buyer.follow("Susun PKS")
    await buyer.pick("Skema", "Beli putus")
    await buyer.write(("Margin ritel", "20"), ("Seluruh biaya yang dibebankan, dari penjualan", "5"))
    await buyer.pick("Retur", "Barang rusak")
    await buyer.tick(*cast.store_names[:2])
    await buyer.write(("Kebutuhan per gerai per bulan", "24"), ("Pesanan minimum per gerai", "6"))
    await buyer.press("Kirim kepada pelaku usaha")
    await buyer.reads("PKS disusun. Pelaku usaha diberi tahu.", "Rp32.000", "24 unit", *cast.store_names[:2])


async def both_sign_the_pks(company: Company, cast: Cast) -> None:
    """The chain first, then the owner, who reads what is signed."""
    buyer = await company.meet(cast.buyer, RETAILER)
    await buyer.follow("Tanda tangani")
    await buyer.write(("Nomor PKS", f"001/PKS/{cast.chain}"))
    await buyer.press(AS_SIGNER)
    await buyer.reads("Tanda tangan Anda tercatat.")
    owner = await company.meet(cast.owner, OWNER)
    await owner.opens_from_home(cast.product, cast.chain.title(), "Menunggu Tanda Tangan")
    await owner.reads(cast.chain_name, "Beli putus", "15 hari")
    await owner.follow("Tanda tangani")
    await owner.reads("Tanda tangan tidak dapat ditarik kembali.", cast.chain_name)
    await owner.press(AS_SIGNER)
    await owner.reads("Tanda tangan Anda tercatat.", f"001/PKS/{cast.chain}")
    await owner.finds_text("Berlaku")


async def _remarks(company: Company, cast: Cast) -> None:
    department = await company.meet(cast.holder(DISKOP), DISKOP)
    await department.opens_from_home(cast.memorandum, "Telaah")
    await department.write(("Komentar tentang versi 1", "Tambahkan kewajiban melapor."))
    await department.press("Kirim komentar")
    await department.reads("Komentar tersimpan.")


def _parties(cast: Cast) -> list[tuple[str, str]]:
    offices = [(function, cast.holder(function)) for function in (LEGAL, DISKOP, DISPERINDAG)]
    return [*offices, (RETAILER, cast.buyer)]
