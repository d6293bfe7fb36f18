"""The functions that a person may hold, as assignments name them, and how people call them and their offices."""

from shared.events.registration import CityConfigured

OWNER = "pelaku-usaha"
ASSISTANT = "pendamping"
CURATOR_DISKOP = "kurator-diskop"
CURATOR_DISPERINDAG = "kurator-disperindag"
DISKOP = "diskop"
DISPERINDAG = "disperindag"
LEGAL = "bagian-hukum"
MAYOR = "wali-kota"
RETAILER = "mitra-ritel"
ADMIN = "admin-kota"
AUDITOR = "pengawas"

FUNCTIONS = {
    OWNER: "Pelaku Usaha",
    ASSISTANT: "Pendamping",
    CURATOR_DISKOP: "Kurator Dinas Koperasi dan UKM",
    CURATOR_DISPERINDAG: "Kurator Dinas Perindustrian dan Perdagangan",
    DISKOP: "Kepala Dinas Koperasi dan UKM",
    DISPERINDAG: "Kepala Dinas Perindustrian dan Perdagangan",
    LEGAL: "Kepala Bagian Hukum",
    MAYOR: "Wali Kota",
    RETAILER: "Mitra Ritel",
    ADMIN: "Admin Kota",
    AUDITOR: "Pengawas",
}
"""Every function with its usual title; an assignment may give another one (Penjabat Wali Kota, Plt. Kepala Dinas)."""

SCOPED = frozenset({OWNER, RETAILER})
"""Held for one business (its id) or one retailer (its code, as `alfamidi`), never for all."""

OFFICES = {
    DISKOP: "Dinas Koperasi dan UKM",
    DISPERINDAG: "Dinas Perindustrian dan Perdagangan",
    LEGAL: "Bagian Hukum",
    MAYOR: "Pemerintah {city}",
}
"""The office of whoever holds the function, as it is usually called; the mayor's is the city's government."""

OFFICERS = (CURATOR_DISKOP, CURATOR_DISPERINDAG, DISKOP, DISPERINDAG, LEGAL, MAYOR, ADMIN, AUDITOR)
"""Who works for the city: they read what is going on in it."""


def office_name(city: CityConfigured | None, role: str) -> str:
    """What a city calls one of the `OFFICES`; as it is usually called while the city does not say."""
    named = {office.role: office.name for office in city.offices} if city else {}
    return named.get(role) or OFFICES[role].format(city=city.name if city else "Kota")
