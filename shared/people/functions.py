"""The functions that a person may hold, as assignments name them, and how people call them and their offices."""

from shared.events.registration import CityConfigured, Office

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
"""Every function with its usual title; a city may call the head of an office otherwise (`usual_title`), and an
assignment may give another one (Penjabat Wali Kota, Plt. Kepala Dinas)."""

SCOPED = frozenset({OWNER, RETAILER})
"""Held for one business (its id) or one retailer (its code, as `alfamidi`), never for all."""

OFFICES = {
    DISKOP: "Dinas Koperasi dan UKM",
    DISPERINDAG: "Dinas Perindustrian dan Perdagangan",
    LEGAL: "Bagian Hukum",
    MAYOR: "Pemerintah {city}",
}
"""The office of whoever holds the function, as it is usually called; the mayor's is the city's government."""

CURATOR_OF = {DISKOP: CURATOR_DISKOP, DISPERINDAG: CURATOR_DISPERINDAG}
"""Who curates for which office."""

OFFICERS = (CURATOR_DISKOP, CURATOR_DISPERINDAG, DISKOP, DISPERINDAG, LEGAL, MAYOR, ADMIN, AUDITOR)
"""Who works for the city: they read what is going on in it."""

VERIFIERS = (CURATOR_DISKOP, DISKOP)
"""Who sees for the city that a business is the one that it says, and that its NIB is true."""


def office_name(city: CityConfigured | None, role: str) -> str:
    """What a city calls one of the `OFFICES`; as it is usually called while the city does not say."""
    office = _find_office(city, role)
    return (office and office.name) or OFFICES[role].format(city=city.name if city else "Kota")


def usual_title(city: CityConfigured | None, function: str) -> str:
    """How whoever holds a function signs, unless their assignment says otherwise: as the city calls the head of that
    office, else as usual.

    A head whom the city calls by rank alone (Kepala Dinas) is that of the office that it names; and so is a curator.
    """
    for role, curator in CURATOR_OF.items():
        if function == curator:
            return f"Kurator {office_name(city, role)}"
    office = _find_office(city, function)
    if office is None or not office.head:
        return FUNCTIONS.get(function, function)
    rank, _, kind = office.head.rpartition(" ")
    return f"{rank} {office.name}" if rank and office.name.startswith(f"{kind} ") else office.head


def _find_office(city: CityConfigured | None, role: str) -> Office | None:
    return next((office for office in city.offices if office.role == role), None) if city else None
