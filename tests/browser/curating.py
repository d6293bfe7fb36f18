"""How a product is judged: two departments, each with its own sheet."""

from shared.people.functions import CURATOR_DISKOP, CURATOR_DISPERINDAG
from tests.browser.cast import Cast
from tests.browser.somebody import Somebody
from tests.browser.town import Company

CRITERIA = (
    "Legalitas",
    "Kemasan dan kelengkapan label",
    "Rasa dan mutu",
    "Masa simpan",
    "Kapasitas dan kesinambungan produksi",
    "Harga dan margin",
    "Merek dan identitas lokal",
)
ASKED = "Naikkan kapasitas: satu gerai saja meminta lebih."


async def curators_ask_for_a_correction(company: Company, cast: Cast) -> None:
    """One department wants something mended; the other is content, and the severer one counts."""
    curator = await _opens_case(company, cast, CURATOR_DISPERINDAG)
    await _scores(curator, "Perlu Pembinaan")
    await curator.write(("Perbaikan 1", ASKED))
    await curator.choose("Isian yang dimaksud", "Kapasitas per bulan")
    await curator.press("Kirim penilaian")
    await curator.reads("Berkas diputuskan setelah kedua dinas menilai.")
    other = await _opens_case(company, cast, CURATOR_DISKOP)
    await other.reads("Menunggu penilaian")
    await _scores(other, "Lolos")
    await other.press("Kirim penilaian")
    await other.reads("berkasnya diputuskan", "Perlu Pembinaan", ASKED)


async def curators_let_it_pass(company: Company, cast: Cast) -> None:
    """Both see what has changed since they asked, and are content."""
    for function in (CURATOR_DISKOP, CURATOR_DISPERINDAG):
        curator = await _opens_case(company, cast, function)
        await curator.reads("Yang diminta diperbaiki", ASKED, "Kapasitas dinaikkan", "600 unit")
        await _scores(curator, "Lolos")
        await curator.press("Kirim penilaian")
    await curator.reads("berkasnya diputuskan", "nilai 84 dari 100")


async def _opens_case(company: Company, cast: Cast, function: str) -> Somebody:
    curator = await company.meet(cast.holder(function), function)
    await curator.opens_from_home(cast.product, "Dalam Kurasi")
    await curator.reads(cast.product, cast.business)
    return curator


async def _scores(curator: Somebody, recommendation: str) -> None:
    await curator.write(*((name, "84") for name in CRITERIA))
    await curator.pick("Rekomendasi", recommendation)
