"""What the law asks of each category of product, as dated data: rules begin and end, so none is written into code.

The sources are listed in domain.md §2. Where only the year of a regulation could be confirmed, a period begins on the
1st of January of that year. A rule that changes gets `until`, and the new one a line of its own.
"""

from dataclasses import dataclass
from datetime import date

FOOD = frozenset({"pirt", "bpom-md", "bpom-ml"})
COLD_FOOD = frozenset({"bpom-md", "bpom-ml"})
AMBIENT = frozenset({"suhu-ruang"})
COLD = frozenset({"dingin", "beku"})
STORAGES = AMBIENT | COLD
CERTIFIED = "bersertifikat"
LABELLED = "tidak-halal-dengan-keterangan"
HALAL_STATUSES = frozenset({CERTIFIED, "dalam-proses", LABELLED, "tidak-wajib"})
PIRT_RULES = date(2018, 1, 1)  # Peraturan BPOM 22/2018, since then 4/2024 through OSS


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What holds for a category from `since` up to, and without, `until`."""

    code: str
    name: str
    english: str
    since: date
    source: str
    until: date | None = None
    licences: frozenset[str] = frozenset()
    """Kinds of which one suffices; none: no licence is needed."""
    missing: str = ""
    """The code of the open point when none of them is there."""
    exempt_below_days: int = 0
    """Food that keeps for fewer days needs no licence."""
    storages: frozenset[str] = STORAGES
    perishes: bool = True
    halal: str = ""
    """The group of products whose halal duty it shares; empty: never a duty."""
    eligible: bool = True

    def called(self, language: str) -> str:
        """What people call it; `language` is id or en."""
        return self.english if language == "en" else self.name


CATEGORIES = (
    Category(
        code="pangan-kering",
        name="pangan kering",
        english="dry food",
        since=PIRT_RULES,
        source="Peraturan BPOM 22/2018, 4/2024: home industry's ambient food; under 7 days: dibalikjendelakamarku",
        licences=FOOD,
        missing="pirt-missing",
        exempt_below_days=7,
        storages=AMBIENT,
        halal="makanan-minuman",
    ),
    Category(
        code="kopi",
        name="kopi",
        english="coffee",
        since=PIRT_RULES,
        source="As pangan-kering; coffee as a P-IRT food type is general knowledge",
        licences=FOOD,
        missing="pirt-missing",
        storages=AMBIENT,
        halal="makanan-minuman",
    ),
    Category(
        code="minuman",
        name="minuman",
        english="drinks",
        since=PIRT_RULES,
        source="As pangan-kering; P-IRT for some drinks is general knowledge; chilled ones need MD (BPOM 4/2024)",
        licences=FOOD,
        missing="pirt-missing",
        exempt_below_days=7,
        storages=frozenset({"suhu-ruang", "dingin"}),
        halal="makanan-minuman",
    ),
    Category(
        code="pangan-dingin",
        name="pangan dingin",
        english="chilled food",
        since=PIRT_RULES,
        source="Peraturan BPOM 4/2024: no P-IRT where distribution needs special handling (istanaumkm.pom.go.id)",
        licences=COLD_FOOD,
        missing="bpom-md-missing",
        exempt_below_days=7,
        storages=frozenset({"dingin"}),
        halal="makanan-minuman",
    ),
    Category(
        code="pangan-beku",
        name="pangan beku",
        english="frozen food",
        since=PIRT_RULES,
        source="Peraturan BPOM 4/2024: no P-IRT where distribution needs special handling (istanaumkm.pom.go.id)",
        licences=COLD_FOOD,
        missing="bpom-md-missing",
        storages=frozenset({"beku"}),
        halal="makanan-minuman",
    ),
    Category(
        code="obat-tradisional",
        name="obat tradisional",
        english="traditional medicine",
        since=PIRT_RULES,
        source="BPOM TR (doklit.com); that cajuput oil (minyak kayu putih) needs it is general knowledge",
        licences=frozenset({"bpom-tr"}),
        missing="bpom-tr-missing",
        halal="obat-kosmetik",
    ),
    Category(
        code="kosmetik",
        name="kosmetik",
        english="cosmetics",
        since=PIRT_RULES,
        source="BPOM notification NA (doklit.com)",
        licences=frozenset({"bpom-na"}),
        missing="bpom-na-missing",
        halal="obat-kosmetik",
    ),
    Category(
        code="kerajinan",
        name="kerajinan",
        english="crafts",
        since=PIRT_RULES,
        source="Crafts and other non-food: no food licence; SNI for toys alone (general knowledge)",
        storages=AMBIENT,
        perishes=False,
    ),
    Category(
        code="minuman-beralkohol",
        name="minuman beralkohol",
        english="alcoholic drinks",
        since=PIRT_RULES,
        source="Permendag 6/2015: not in minimarkets (general knowledge)",
        eligible=False,
    ),
)


@dataclass(frozen=True, slots=True)
class HalalDuty:
    """Products of a group, of businesses of these scales, must be certified (or labelled not halal) since a day."""

    group: str
    scales: frozenset[str]
    since: date
    source: str


HALAL_DUTIES = (
    HalalDuty("makanan-minuman", frozenset({"menengah"}), date(2024, 10, 18), "PP 42/2024 Pasal 160"),
    HalalDuty("makanan-minuman", frozenset({"mikro", "kecil"}), date(2026, 10, 18), "PP 42/2024 Pasal 160"),
    HalalDuty(
        "obat-kosmetik",
        frozenset({"mikro", "kecil", "menengah"}),
        date(2026, 10, 18),
        "PP 42/2024, as the press tells it: deadline 17 October 2026 (serpong.inews.id/read/669416)",
    ),
)


def find_category(code: str, *, on: date) -> Category | None:
    """The rules of a category as they stand on a day."""
    for category in CATEGORIES:
        if category.code == code and category.since <= on and (category.until is None or on < category.until):
            return category
    return None


def needs_licence(category: Category, *, shelf_life_days: int | None) -> bool:
    """Whether a product of this category that keeps for so long needs one of the category's licences."""
    exempt = shelf_life_days is not None and shelf_life_days < category.exempt_below_days
    return bool(category.licences) and not exempt


def kinds_for(category: Category, *, storage: str) -> frozenset[str]:
    """The kinds of licences of which one suffices for what is stored like this: what is kept cold needs more than a
    P-IRT (Peraturan BPOM 4/2024: no special handling in distribution)."""
    return category.licences - {"pirt"} if storage in COLD else category.licences


def missing_for(category: Category, *, storage: str) -> str:
    """The code of the open point when none of those kinds is there."""
    return "bpom-md-missing" if kinds_for(category, storage=storage) == COLD_FOOD else category.missing


def halal_is_a_duty(category: Category, *, scale: str, on: date) -> bool:
    """Whether a product has to be certified halal, or say that it is not halal."""
    return any(d.group == category.halal and scale in d.scales and d.since <= on for d in HALAL_DUTIES)


def halal_is_settled(status: str, number: str | None) -> bool:
    """Whether a product is certified halal, or says on its label that it is not; nothing else meets the duty."""
    return status == LABELLED or (status == CERTIFIED and bool(number))
