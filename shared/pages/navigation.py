"""Where a person can go from every page: one line for each part of Gerai that their functions are about; and the way
from a thing to its trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.people.assignments import Person
from shared.people.functions import ADMIN, ASSISTANT, AUDITOR, OFFICERS, OWNER, RETAILER


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation. `text` is one of the templates' texts."""

    path: str
    text: str
    functions: Sequence[str] = ()
    """Whom it is for; nobody named means everybody who is signed in."""
    newcomers: bool = False
    """Whether it is for people who hold nothing yet, too."""
    also: Sequence[str] = ()
    """Other paths that belong to it."""

    def leads_to(self, path: str) -> bool:
        """Whether a page belongs to it."""
        return path.startswith((self.path, *self.also))


ENTRIES = (
    Entry("/notifications/beranda", "Beranda", also=("/notifications/pesan",)),
    Entry(
        "/registration/usaha", "Usaha", (OWNER, ASSISTANT, *OFFICERS), newcomers=True, also=("/registration/produk",)
    ),
    Entry(
        "/curation/antrean",
        "Kurasi",
        OFFICERS,
        also=("/curation/berkas", "/curation/hasil", "/curation/rubrik", "/curation/wewenang"),
    ),
    Entry("/agreements/kesepakatan", "Kesepakatan", (*OFFICERS, RETAILER), also=("/agreements/tunggakan",)),
    Entry("/agreements/penawaran", "Penawaran", (*OFFICERS, RETAILER, ASSISTANT, OWNER)),
    Entry("/agreements/pks", "PKS", (*OFFICERS, RETAILER, ASSISTANT, OWNER)),
    Entry(
        "/registration/admin",
        "Admin",
        (ADMIN, AUDITOR),
        also=("/agreements/ritel", "/notifications/kiriman", "/notifications/teks"),
    ),
    Entry(
        "/registration/tertunda",
        "Tertunda",
        (ADMIN, AUDITOR),
        also=("/curation/tertunda", "/agreements/tertunda", "/notifications/tertunda"),
    ),
)


def entries(person: Person) -> list[Entry]:
    """Those that lead this person somewhere."""
    return [entry for entry in ENTRIES if person.subject and _is_for(entry, person)]


def trail_of(person: Person, thing: UUID, *, city: str, business: UUID | None = None) -> str | None:
    """The way to all that was announced about a thing, for those who may read it: its city's officers, and whoever owns
    the business that it is about."""
    owns = business is not None and person.holds(OWNER, city=city, scope=str(business))
    return f"/notifications/jejak/{thing}" if owns or person.holds(*OFFICERS, city=city) else None


def _is_for(entry: Entry, person: Person) -> bool:
    return not entry.functions or person.holds(*entry.functions) or (entry.newcomers and not person.assignments)
