"""Every page in every state that it has, and who looks at it. Braces are filled with what `things` finds."""

from dataclasses import dataclass

OWNER = "yohana.latuconsina"
ASSISTANT = "pendamping.rina"
CURATOR = "kurator.selvi"
OTHER_CURATOR = "kurator.doni"
DEPARTMENT = "kadis.koperasi"
LEGAL = "kabag.hukum"
MAYOR = "wali.kota"
CHAIN = "indomaret.ambon"
ENDED_CHAIN = "alfamidi.ambon"
ADMIN = "admin.ambon"
AUDITOR = "pengawas.ambon"
NEWCOMER = "pendatang.baru"
"""Who has signed in and holds no function."""
NEW_ADMIN = "admin.tual"
"""Of a city in which nothing has happened yet."""
NOBODY = ""
WRONG = 422
FORM = "main form[method=post]"
NOWHERE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Visit:
    """A page as somebody sees it. `sends`: the form that is sent from it first, and comes back with what is wrong."""

    name: str
    who: str
    path: str
    sends: dict[str, str] | None = None
    form: str = FORM
    status: int = 200
    """What the last page answers with."""


def wrong(called: str, who: str, path: str, form: str = FORM, /, **sends: str) -> Visit:
    """A form that is sent with something wrong in it."""
    return Visit(called, who, path, {key.replace("__", "-"): said for key, said in sends.items()}, form, WRONG)


def refused(name: str, who: str, path: str, status: int) -> Visit:
    """A page that is not for this person, or not there."""
    return Visit(name, who, path, status=status)


START = (
    Visit("mulai", NOBODY, "/"),
    Visit("program", NOBODY, "/notifications/program/ambon"),
    Visit("program-kosong", NOBODY, "/notifications/program/tual"),
    Visit("rak", NOBODY, "/notifications/program/ambon/rak"),
    Visit("rak-tidak-ketemu", NOBODY, "/notifications/program/ambon/rak?cari=zzz"),
    Visit("rak-kosong", NOBODY, "/notifications/program/tual/rak"),
    Visit("masuk-selesai", OWNER, "/registration/masuk/selesai"),
    refused("masuk-tidak-selesai", NOBODY, "/registration/masuk/kembali", 401),
    Visit("luring", NOBODY, "/registration/luring"),
    Visit("keluar", OWNER, "/registration/keluar"),
    Visit("kontak", OWNER, "/registration/kontak"),
    Visit("kontak-kosong", NEWCOMER, "/registration/kontak"),
    Visit("kontak-hapus", OWNER, "/registration/kontak/hapus"),
    wrong("kontak-salah", OWNER, "/registration/kontak", email="bukan surel"),
    refused("tidak-ditemukan", OWNER, f"/registration/produk/{NOWHERE}", 404),
    refused("bukan-wewenang", OWNER, "/registration/admin", 403),
)

HOMES = tuple(
    Visit(f"beranda-{name}", who, "/notifications/beranda")
    for name, who in {
        "pelaku-usaha": OWNER,
        "pendamping": ASSISTANT,
        "kurator": CURATOR,
        "dinas": DEPARTMENT,
        "bagian-hukum": LEGAL,
        "wali-kota": MAYOR,
        "mitra-ritel": CHAIN,
        "mitra-ritel-lain": ENDED_CHAIN,
        "admin": ADMIN,
        "pengawas": AUDITOR,
        "pendatang": NEWCOMER,
        "admin-kota-baru": NEW_ADMIN,
    }.items()
)

NOTIFICATIONS = (
    Visit("pesan", OWNER, "/notifications/pesan"),
    Visit("pesan-tidak-ketemu", OWNER, "/notifications/pesan?cari=zzz"),
    Visit("pesan-kosong", NEWCOMER, "/notifications/pesan"),
    Visit("jejak-produk", DEPARTMENT, "/notifications/jejak/{product_passed}"),
    Visit("jejak-usaha", OWNER, "/notifications/jejak/{business}"),
    Visit("jejak-tidak-ketemu", OWNER, "/notifications/jejak/{business}?cari=zzz"),
    Visit("kiriman-tidak-ketemu", ADMIN, "/notifications/kiriman?cari=zzz"),
    Visit("kiriman", ADMIN, "/notifications/kiriman"),
    Visit("kiriman-kosong", NEW_ADMIN, "/notifications/kiriman"),
    Visit("wewenang-pendaftaran", OWNER, "/registration/wewenang"),
    Visit("wewenang-pemberitahuan", ADMIN, "/notifications/wewenang"),
    Visit("wewenang-kurasi", CURATOR, "/curation/wewenang"),
    Visit("wewenang-kesepakatan", CHAIN, "/agreements/wewenang"),
)

PARKED = tuple(
    visit
    for service in ("registration", "curation", "agreements", "notifications")
    for visit in (
        Visit(f"tertunda-{service}", ADMIN, f"/{service}/tertunda"),
        Visit(f"tertunda-keputusan-{service}", AUDITOR, f"/{service}/tertunda/keputusan"),
        Visit(f"tertunda-keputusan-tidak-cocok-{service}", AUDITOR, f"/{service}/tertunda/keputusan?cari=tidak+ada"),
        refused(f"tertunda-tidak-ada-{service}", ADMIN, f"/{service}/tertunda/1", 404),
    )
)

TEXTS = (
    Visit("teks", ADMIN, "/notifications/teks"),
    Visit("teks-satu", AUDITOR, "/notifications/teks/offer-closed"),
)

BUSINESSES = (
    Visit("usaha-pelaku", OWNER, "/registration/usaha"),
    Visit("usaha-pendamping", ASSISTANT, "/registration/usaha"),
    Visit("usaha-dinas", DEPARTMENT, "/registration/usaha"),
    Visit("usaha-dicari", DEPARTMENT, "/registration/usaha?cari=tifa"),
    Visit("usaha-tidak-ketemu", DEPARTMENT, "/registration/usaha?cari=zzz"),
    Visit("usaha-kosong", NEWCOMER, "/registration/usaha"),
    Visit("daftar-1", NEWCOMER, "/registration/usaha/daftar"),
    Visit("daftar-1-pendamping", ASSISTANT, "/registration/usaha/daftar"),
    Visit("daftar-2", NEWCOMER, "/registration/usaha/daftar/{application}/kegiatan"),
    Visit("daftar-1-salah", NEWCOMER, "/registration/usaha/daftar/{application}/usaha"),
    Visit("daftar-3", NEWCOMER, "/registration/usaha/daftar/{application}/pemilik"),
    Visit("daftar-4", NEWCOMER, "/registration/usaha/daftar/{application}/persetujuan"),
    Visit("usaha-sendiri", OWNER, "/registration/usaha/{business}"),
    Visit("usaha-oleh-dinas", DEPARTMENT, "/registration/usaha/{business}"),
    Visit("usaha-tanpa-persetujuan", DEPARTMENT, "/registration/usaha/{business_without_consent}"),
    Visit("usaha-ubah", OWNER, "/registration/usaha/{business}/ubah"),
    wrong("usaha-ubah-salah", OWNER, "/registration/usaha/{business}/ubah", name="", turnover="banyak"),
    Visit("usaha-cabut", OWNER, "/registration/usaha/{business}/cabut"),
    Visit("usaha-nomor", DEPARTMENT, "/registration/usaha/{business}/nomor"),
    wrong("usaha-nomor-salah", DEPARTMENT, "/registration/usaha/{business}/nomor", nib="12", nik="8171"),
)

PRODUCTS = (
    Visit("produk-baru", OWNER, "/registration/usaha/{business}/produk-baru"),
    Visit("produk-baru-pangan", OWNER, "/registration/usaha/{business}/produk-baru?kategori=pangan-kering"),
    Visit("produk-draf", OWNER, "/registration/produk/{product_draft}"),
    Visit("produk-dinilai", OWNER, "/registration/produk/{product_waiting}"),
    Visit("produk-bersyarat", OWNER, "/registration/produk/{product_conditional}"),
    Visit("produk-perlu-diperbaiki", OWNER, "/registration/produk/{product_to_mend}"),
    Visit("produk-lolos", OWNER, "/registration/produk/{product_passed}"),
    Visit("produk-lolos-oleh-dinas", DEPARTMENT, "/registration/produk/{product_passed}"),
    Visit("produk-ditarik", OWNER, "/registration/produk/{product_withdrawn}"),
    Visit("produk-isian", OWNER, "/registration/produk/{product_to_mend}/isian"),
    Visit("produk-isian-draf", OWNER, "/registration/produk/{product_draft}/isian"),
    wrong(
        "produk-isian-salah",
        OWNER,
        "/registration/produk/{product_draft}/isian",
        "main form[data-keep]",
        name="",
        price="murah",
        licences__0__number="12",
    ),
    Visit("produk-isian-kategori", OWNER, "/registration/produk/{product_draft}/isian?kategori="),
    Visit("produk-tarik", OWNER, "/registration/produk/{product_waiting}/tarik"),
    wrong("produk-tarik-salah", OWNER, "/registration/produk/{product_waiting}/tarik"),
    Visit("produk-revisi", OWNER, "/registration/produk/{product_passed}/revisi"),
)

OFFICES = (
    Visit("admin", ADMIN, "/registration/admin"),
    Visit("admin-pengawas", AUDITOR, "/registration/admin"),
    Visit("admin-kota-baru", NEW_ADMIN, "/registration/admin"),
    Visit("admin-beri", ADMIN, "/registration/admin/beri"),
    wrong("admin-beri-salah", ADMIN, "/registration/admin/beri"),
    Visit("admin-akhiri", ADMIN, "/registration/admin/kewenangan/{assignment}/akhiri"),
    Visit("admin-undangan", ADMIN, "/registration/admin/undangan"),
    Visit("admin-undangan-kosong", NEW_ADMIN, "/registration/admin/undangan"),
    Visit("admin-undang", ADMIN, "/registration/admin/undang"),
    wrong("admin-undang-salah", ADMIN, "/registration/admin/undang", email="bukan surel"),
    Visit("admin-jejak", ADMIN, "/registration/admin/jejak"),
    Visit("undangan", NEWCOMER, "/registration/undangan/{invitation}"),
)

CURATION = (
    Visit("antrean-kurator", CURATOR, "/curation/antrean"),
    Visit("antrean-semua", CURATOR, "/curation/antrean?keadaan=&dinas="),
    Visit("antrean-kosong", NEW_ADMIN, "/curation/antrean"),
    Visit("berkas-menunggu", CURATOR, "/curation/berkas/{product_waiting}"),
    wrong("berkas-menunggu-salah", CURATOR, "/curation/berkas/{product_waiting}", "form.review"),
    Visit("berkas-dinilai-satu-dinas", OTHER_CURATOR, "/curation/berkas/{product_half_reviewed}"),
    Visit("berkas-sudah-saya-nilai", CURATOR, "/curation/berkas/{product_half_reviewed}"),
    Visit("berkas-bersyarat", CURATOR, "/curation/berkas/{product_conditional}"),
    Visit("berkas-perlu-pembinaan", DEPARTMENT, "/curation/berkas/{product_to_mend}"),
    Visit("berkas-lolos", CURATOR, "/curation/berkas/{product_passed}"),
    Visit("berkas-ditarik", AUDITOR, "/curation/berkas/{product_withdrawn}"),
    Visit("hasil-perlu-diperbaiki", OWNER, "/curation/hasil/{product_to_mend}"),
    Visit("hasil-bersyarat", OWNER, "/curation/hasil/{product_conditional}"),
    Visit("hasil-lolos", OWNER, "/curation/hasil/{product_passed}"),
    Visit("hasil-menunggu", OWNER, "/curation/hasil/{product_waiting}"),
    Visit("rubrik", CURATOR, "/curation/rubrik"),
    Visit("rubrik-admin", ADMIN, "/curation/rubrik"),
    wrong("rubrik-salah", ADMIN, "/curation/rubrik", pass_mark="200", criteria__0__weight="0"),
)

MEMORANDA = (
    Visit("kesepakatan-dinas", DEPARTMENT, "/agreements/kesepakatan"),
    Visit("kesepakatan-ritel", CHAIN, "/agreements/kesepakatan"),
    Visit("kesepakatan-kosong", NEW_ADMIN, "/agreements/kesepakatan"),
    Visit("kesepakatan-baru", DEPARTMENT, "/agreements/kesepakatan-baru"),
    wrong("kesepakatan-baru-salah", DEPARTMENT, "/agreements/kesepakatan-baru"),
    Visit("kesepakatan-rancangan", LEGAL, "/agreements/kesepakatan/{mou_draft}"),
    Visit("kesepakatan-rancangan-ritel", ENDED_CHAIN, "/agreements/kesepakatan/{mou_draft}"),
    wrong("kesepakatan-komentar-salah", LEGAL, "/agreements/kesepakatan/{mou_draft}", "main form[action$=komentar]"),
    Visit("kesepakatan-versi", LEGAL, "/agreements/kesepakatan/{mou_draft}/versi"),
    Visit("kesepakatan-menunggu", MAYOR, "/agreements/kesepakatan/{mou_to_sign}"),
    Visit("kesepakatan-tanda-tangan", MAYOR, "/agreements/kesepakatan/{mou_to_sign}/tanda-tangan"),
    wrong("kesepakatan-tanda-tangan-salah", MAYOR, "/agreements/kesepakatan/{mou_to_sign}/tanda-tangan"),
    Visit("kesepakatan-berlaku", MAYOR, "/agreements/kesepakatan/{mou_in_force}"),
    Visit("kesepakatan-berakhir", DEPARTMENT, "/agreements/kesepakatan/{mou_ended}"),
    Visit("kesepakatan-akhiri", MAYOR, "/agreements/kesepakatan/{mou_in_force}/akhiri"),
    Visit("kesepakatan-akhiri-bukan-wewenang", LEGAL, "/agreements/kesepakatan/{mou_in_force}/akhiri"),
    wrong("kesepakatan-akhiri-salah", MAYOR, "/agreements/kesepakatan/{mou_in_force}/akhiri"),
    Visit("ritel", ADMIN, "/agreements/ritel"),
    Visit("ritel-kosong", NEW_ADMIN, "/agreements/ritel"),
    Visit("ritel-tidak-cocok", ADMIN, "/agreements/ritel?cari=tidak+ada"),
    Visit("ritel-baru", ADMIN, "/agreements/ritel-baru"),
    wrong("ritel-baru-salah", ADMIN, "/agreements/ritel-baru"),
    Visit("ritel-ubah", ADMIN, "/agreements/ritel/ambon/indomaret"),
)

OFFERS = (
    Visit("penawaran-ritel", CHAIN, "/agreements/penawaran"),
    Visit("penawaran-ritel-semua", CHAIN, "/agreements/penawaran?keadaan="),
    Visit("penawaran-dinas", DEPARTMENT, "/agreements/penawaran"),
    Visit("penawaran-pelaku", OWNER, "/agreements/penawaran"),
    Visit("penawaran-kosong", NEW_ADMIN, "/agreements/penawaran"),
    Visit("penawaran-terbuka", CHAIN, "/agreements/penawaran/{offer_open}"),
    wrong("penawaran-terbuka-salah", CHAIN, "/agreements/penawaran/{offer_open}"),
    Visit("penawaran-terbuka-pelaku", OWNER, "/agreements/penawaran/{offer_open}"),
    Visit("penawaran-lewat-tenggat", CHAIN, "/agreements/penawaran/{offer_overdue}"),
    Visit("penawaran-lewat-tenggat-dinas", DEPARTMENT, "/agreements/penawaran/{offer_overdue}"),
    Visit("penawaran-minta-sampel", CHAIN, "/agreements/penawaran/{offer_sample}"),
    Visit("penawaran-ditolak", DEPARTMENT, "/agreements/penawaran/{offer_rejected}"),
    Visit("penawaran-ditutup", ENDED_CHAIN, "/agreements/penawaran/{offer_closed}"),
    Visit("penawaran-diterima", CHAIN, "/agreements/penawaran/{offer_accepted}"),
    Visit("penawaran-sampai-pks", OWNER, "/agreements/penawaran/{offer_agreed}"),
    Visit("tunggakan", DEPARTMENT, "/agreements/tunggakan"),
    Visit("tunggakan-kosong", NEW_ADMIN, "/agreements/tunggakan"),
)

CONTRACTS = (
    Visit("pks-ritel", CHAIN, "/agreements/pks"),
    Visit("pks-pelaku", OWNER, "/agreements/pks"),
    Visit("pks-dinas", DEPARTMENT, "/agreements/pks"),
    Visit("pks-kosong", NEW_ADMIN, "/agreements/pks"),
    Visit("pks-susun", CHAIN, "/agreements/penawaran/{offer_accepted}/pks"),
    wrong("pks-susun-salah", CHAIN, "/agreements/penawaran/{offer_accepted}/pks"),
    Visit("pks-rancangan", CHAIN, "/agreements/pks/{pks_drafted}"),
    Visit("pks-rancangan-pelaku", OWNER, "/agreements/pks/{pks_drafted}"),
    Visit("pks-versi", CHAIN, "/agreements/pks/{pks_drafted}/versi"),
    Visit("pks-menunggu-pelaku", OWNER, "/agreements/pks/{pks_to_sign}"),
    Visit("pks-tanda-tangan", OWNER, "/agreements/pks/{pks_to_sign}/tanda-tangan"),
    Visit("pks-tanda-tangan-ritel", CHAIN, "/agreements/pks/{pks_drafted}/tanda-tangan"),
    Visit("pks-tolak", OWNER, "/agreements/pks/{pks_to_sign}/tolak"),
    wrong("pks-tolak-salah", OWNER, "/agreements/pks/{pks_to_sign}/tolak"),
    Visit("pks-ditandatangani", OWNER, "/agreements/pks/{pks_signed}"),
    Visit("pks-ditandatangani-dinas", DEPARTMENT, "/agreements/pks/{pks_signed}"),
    Visit("pks-akhiri", OWNER, "/agreements/pks/{pks_signed}/akhiri"),
    wrong("pks-akhiri-salah", OWNER, "/agreements/pks/{pks_signed}/akhiri"),
    Visit("pks-dasar-hilang", OWNER, "/agreements/pks/{pks_without_basis}"),
    Visit("pks-ditolak", DEPARTMENT, "/agreements/pks/{pks_declined}"),
)

VISITS = (
    START
    + HOMES
    + NOTIFICATIONS
    + PARKED
    + TEXTS
    + BUSINESSES
    + PRODUCTS
    + OFFICES
    + CURATION
    + MEMORANDA
    + OFFERS
    + CONTRACTS
)
