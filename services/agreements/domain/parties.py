"""Who the parties of a memorandum are, in words: offices as the city names them, retailers by their legal name."""

from collections.abc import Mapping, Sequence

from services.agreements.domain.retailers import CITY_PARTY, Retailer
from shared.events.registration import CityConfigured
from shared.people.functions import DISKOP, DISPERINDAG, LEGAL, MAYOR, office_name

ORDINALS = (
    "KESATU",
    "KEDUA",
    "KETIGA",
    "KEEMPAT",
    "KELIMA",
    "KEENAM",
    "KETUJUH",
    "KEDELAPAN",
    "KESEMBILAN",
    "KESEPULUH",
)


def names_of(city: CityConfigured, retailers: Sequence[Retailer]) -> dict[str, str]:
    """What people read for a party's code; the city signs in the name of the mayor's office."""
    offices = {role: office_name(city, role) for role in (DISKOP, DISPERINDAG, LEGAL)}
    government = {CITY_PARTY: office_name(city, MAYOR)}
    return offices | government | {retailer.code: retailer.legal_name for retailer in retailers}


def lines_of_parties(names: Mapping[str, str], retailers: Sequence[str]) -> list[str]:
    """The parties as the text that is signed lists them, the city first; a chain by its brand, too."""
    chains = [f"{names[code]} ({code.title()})" for code in retailers]
    return [f"PIHAK {_ordinal(n)}: {party}" for n, party in enumerate([names[CITY_PARTY], *chains])]


def _ordinal(place: int) -> str:
    return ORDINALS[place] if place < len(ORDINALS) else f"KE-{place + 1}"
