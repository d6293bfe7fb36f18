"""Which pages are asked for in the large city, by whom, and about what."""

from dataclasses import dataclass, field

ADMIN, AUDITOR = "admin.makassar", "pengawas.makassar"
CURATOR, ASSISTANT = "kurator.koperasi.makassar", "pendamping.makassar"
HEAD, LEGAL, MAYOR = "kadis.koperasi.makassar", "kabag.hukum.makassar", "wali.kota.makassar"
RETAILER, OWNER, NOBODY = "alfamidi.makassar", "{owner}", ""
"""The owner is one whose product was signed."""
OFFICERS = (ADMIN, CURATOR, HEAD)


@dataclass(frozen=True)
class Visits:
    """One page: who asks for it, and with which queries. `{…}` is a thing that is looked up first."""

    path: str
    who: tuple[str, ...]
    queries: tuple[str, ...] = field(default=("",))


def _list(*more: str) -> tuple[str, ...]:
    """What people ask of a list: all of it, a part, and the whole to take away. Second pages are found by the links."""
    return ("", "?cari=Kopi", "?cari=tidak+ada+yang+begini", *more, "?unduh=csv")


VISITS = (
    Visits("/registration/usaha", (ADMIN, ASSISTANT, OWNER), _list("?kecamatan=73.71.09&skala=mikro", "?cari=Losari")),
    Visits("/registration/usaha/{business}", (ADMIN, ASSISTANT, OWNER), ("", "?unduh=csv")),
    Visits("/registration/usaha/{business}/ubah", (OWNER,)),
    Visits("/registration/usaha/{business}/cabut", (OWNER,)),
    Visits("/registration/usaha/{business}/nomor", (CURATOR, HEAD)),
    Visits("/registration/usaha/{business}/produk-baru", (OWNER,), ("?kategori=kopi",)),
    Visits("/registration/usaha/daftar", ("belum.terdaftar",)),
    Visits("/registration/produk/{product}", (ADMIN, OWNER)),
    Visits("/registration/produk/{product}/isian", (OWNER,)),
    Visits("/registration/produk/{product}/tarik", (OWNER,)),
    Visits("/registration/produk/{product}/revisi", (ADMIN, OWNER)),
    Visits("/registration/keluar", (OWNER,)),
    Visits("/registration/kontak", (OWNER, ADMIN)),
    Visits("/registration/kontak/hapus", (OWNER,)),
    Visits("/registration/admin", (ADMIN, AUDITOR), _list("?fungsi=pelaku-usaha", "?keadaan=berakhir")),
    Visits("/registration/admin/beri", (ADMIN,)),
    Visits("/registration/admin/kewenangan/{assignment}/akhiri", (ADMIN,)),
    Visits("/registration/admin/undangan", (ADMIN,), ("", "?unduh=csv")),
    Visits("/registration/admin/undang", (ADMIN,)),
    Visits("/registration/admin/jejak", (ADMIN,), _list()),
    Visits("/registration/luring", (NOBODY,)),
    Visits("/registration/pekerja.js", (NOBODY,)),
    Visits(
        "/curation/antrean",
        (CURATOR, ADMIN),
        _list("?keadaan=", "?keadaan=lolos", "?keadaan=&cari=Kopi", "?kategori=kopi", "?keadaan=&unduh=csv"),
    ),
    Visits("/curation/berkas/{product}", (CURATOR, ADMIN)),
    Visits("/curation/berkas/{waiting}", (CURATOR,)),
    Visits("/curation/hasil/{product}", (OWNER, ASSISTANT)),
    Visits("/curation/rubrik", (ADMIN,)),
    *(Visits(f"/{service}/wewenang", (OWNER,)) for service in ("registration", "curation", "notifications")),
    Visits(
        "/agreements/penawaran",
        (HEAD, RETAILER, ASSISTANT, OWNER),
        _list("?keadaan=", "?keadaan=open", "?ritel=alfamidi&keadaan=", "?keadaan=&cari=Kopi"),
    ),
    Visits("/agreements/penawaran/{offer}", (HEAD, RETAILER, OWNER)),
    Visits("/agreements/penawaran/{accepted}/pks", (RETAILER,)),
    Visits("/agreements/pks", (HEAD, RETAILER, ASSISTANT, OWNER), _list("?keadaan=signed", "?keadaan=draft")),
    Visits("/agreements/pks/{pks}", (HEAD, RETAILER, OWNER)),
    Visits("/agreements/pks/{drafted}/versi", (RETAILER,)),
    Visits("/agreements/pks/{drafted}/tanda-tangan", (RETAILER,)),
    Visits("/agreements/pks/{drafted}/tolak", (RETAILER,)),
    Visits("/agreements/pks/{pks}/akhiri", (RETAILER, OWNER)),
    Visits("/agreements/ritel", (ADMIN,), _list()),
    Visits("/agreements/ritel-baru", (ADMIN,)),
    Visits("/agreements/ritel/makassar/alfamidi", (ADMIN,)),
    Visits("/agreements/kesepakatan", (HEAD, RETAILER), _list("?keadaan=menunggu")),
    Visits("/agreements/kesepakatan/{mou}", (LEGAL, RETAILER)),
    Visits("/agreements/kesepakatan/{mou}/versi", (LEGAL,)),
    Visits("/agreements/kesepakatan/{mou}/tanda-tangan", (MAYOR,)),
    Visits("/agreements/kesepakatan/{mou}/akhiri", (MAYOR,)),
    Visits("/agreements/kesepakatan-baru", (LEGAL,)),
    Visits(
        "/agreements/tunggakan",
        (HEAD,),
        ("", *(f"?unduh={each}" for each in ("csv", "pks", "kesepakatan", "berakhir"))),
    ),
    Visits("/agreements/wewenang", (OWNER,)),
    Visits("/notifications/", (NOBODY,)),
    Visits("/notifications/beranda", (*OFFICERS, MAYOR, ASSISTANT, RETAILER, OWNER)),
    Visits("/notifications/pesan", (CURATOR, HEAD, RETAILER, OWNER), _list("?keadaan=belum-dibaca")),
    Visits("/notifications/program/makassar", (NOBODY,), ("", "?unduh=csv")),
    Visits(
        "/notifications/program/makassar/rak",
        (NOBODY,),
        _list("?ritel=alfamidi", "?kategori=kopi", "?kecamatan=73.71.09"),
    ),
    Visits("/notifications/jejak/{product}", (ADMIN, OWNER), _list()),
    Visits("/notifications/jejak/{business}", (ADMIN,), _list()),
    Visits("/notifications/jejak/{mou}", (ADMIN,), _list()),
    Visits("/notifications/teks", (ADMIN,)),
    Visits("/notifications/teks/offer-closed", (ADMIN,)),
    Visits("/notifications/kiriman", (ADMIN,), _list("?keadaan=waiting", "?keadaan=failed", "?cari=kurator")),
    *(
        Visits(f"/{service}/tertunda{path}", (ADMIN,), queries)
        for service in ("registration", "curation", "agreements", "notifications")
        for path, queries in (("", ("", "?cari=x", "?unduh=csv")), ("/keputusan", ("", "?cari=x", "?unduh=csv")))
    ),
)
ELSEWHERE = {
    "/registration/undangan/{id:uuid}/{secret}": "for who was invited; the large city invites nobody",
    "/registration/foto/{id:uuid}": "a picture; the large city has none",
    "/registration/usaha/daftar/{id:uuid}/persetujuan": "one's own draft, however large the city",
    "/registration/usaha/daftar/{id:uuid}/{step}": "one's own draft, however large the city",
    "/registration/tertunda/{id:int}": "nothing is parked in the large city",
    "/curation/tertunda/{id:int}": "nothing is parked in the large city",
    "/agreements/tertunda/{id:int}": "nothing is parked in the large city",
    "/notifications/tertunda/{id:int}": "nothing is parked in the large city",
}
"""Pages that are not asked for here, and why."""
