"""Things of curation that are in order; a test changes the one thing that it is about."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.curation import domain
from services.curation.domain import Assessment, Case, Demand, Department, Recommendation, Review
from shared.events.curation import Correction
from shared.events.registration import BusinessRegistered, CityConfigured, Licence, Office, ProductSubmitted

WIT = ZoneInfo("Asia/Jayapura")
NOW = datetime(2026, 11, 24, 9, 5, tzinfo=WIT)
TODAY = NOW.date()
PRODUCT_ID = UUID("018f0000-0000-7000-8000-000000000002")
BUSINESS_ID = UUID("018f0000-0000-7000-8000-000000000001")
DISKOP, DISPERINDAG = Department.DISKOP, Department.DISPERINDAG
PIRT = Licence(kind="pirt", number="2068171010001-31", valid_until=date(2031, 3, 1))
AMBON = CityConfigured(
    city="ambon",
    name="Kota Ambon",
    region_code="81.71",
    time_zone="Asia/Jayapura",
    offices=(
        Office(role="diskop", name="Dinas Koperasi dan UKM", head="Kepala Dinas"),
        Office(role="disperindag", name="Dinas Perindustrian dan Perdagangan", head="Kepala Dinas"),
    ),
)
MEND = Correction(text="Kemasan bocor; gunakan standing pouch dengan segel", department="diskop")
EXPIRY_DATE = Demand("Cantumkan tanggal kedaluwarsa pada kemasan", date(2026, 12, 24))


def submission(**differences: Any) -> ProductSubmitted:
    product: dict[str, Any] = {
        "city": "ambon",
        "product_id": PRODUCT_ID,
        "business_id": BUSINESS_ID,
        "revision": 1,
        "name": "Sambal Roa Tifa",
        "category": "pangan-kering",
        "net_content": "150 g",
        "shelf_life_days": 180,
        "storage": "suhu-ruang",
        "price": 32_000,
        "capacity_per_month": 600,
        "licences": (PIRT,),
        "halal_status": "bersertifikat",
        "halal_number": "ID32110001902430323",
    }
    return ProductSubmitted(**product | differences)


def registered(**differences: Any) -> BusinessRegistered:
    business: dict[str, Any] = {
        "city": "ambon",
        "business_id": BUSINESS_ID,
        "name": "Dapur Tifa Sirimau",
        "nib": "0220009861929",
        "legal_form": "perorangan",
        "scale": "mikro",
        "kbli_code": "10772",
        "kbli_version": "2025",
        "district_code": "81.71.02",
    }
    return BusinessRegistered(**business | differences)


def business(**differences: Any) -> domain.Business:
    return domain.copy_businesses({}, [registered(**differences)])[0]


def opened(**differences: Any) -> Case:
    return domain.open_cases({}, [submission(**differences)], {}, at=NOW)[0][0]


def scores(points: int = 80, **differences: int) -> dict[str, int]:
    """The same points everywhere in the suggested rubric, but for these criteria."""
    return {c.code: points for c in domain.SUGGESTED.criteria} | {
        k.replace("_", "-"): v for k, v in differences.items()
    }


def assessment(recommendation: str = "pass", **differences: Any) -> Assessment:
    """With what the recommendation asks for."""
    wanted = Recommendation(recommendation)
    fitting: dict[Recommendation, dict[str, Any]] = {
        Recommendation.PASS_WITH_CONDITIONS: {"conditions": (EXPIRY_DATE,)},
        Recommendation.MEND: {"corrections": (MEND,)},
        Recommendation.REJECT: {"reason": "Produk mengandung bahan yang dilarang"},
    }
    said: dict[str, Any] = {"scores": scores(), "recommendation": wanted}
    return Assessment(**said | fitting.get(wanted, {}) | differences)


def reviewer(department: Department) -> domain.Reviewer:
    return domain.reviewer(AMBON, department, subject=f"kurator di {department}", title="Kurator")


def review(
    department: Department = DISKOP,
    recommendation: str = "pass",
    *,
    case: Case | None = None,
    earlier: Sequence[Review] = (),
    at: datetime = NOW,
    **differences: Any,
) -> Review:
    case = case or opened()
    last = domain.in_force(case.revision, earlier).get(department)
    return domain.review(
        case,
        business(),
        earlier,
        domain.SUGGESTED,
        assessment(recommendation, **differences),
        reviewer(department),
        revision=case.revision,
        replaces=last.number if last else None,
        at=at,
    )


def both(first: str = "pass", second: str = "pass", **differences: Any) -> list[Review]:
    """Diskop's review and Disperindag's."""
    return [review(DISKOP, first, **differences), review(DISPERINDAG, second, **differences)]


def ids() -> Callable[[], UUID]:
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


def decide(
    reviews: Sequence[Review],
    *,
    case: Case | None = None,
    of: domain.Business | None = None,
    at: datetime = NOW,
) -> domain.Verdict:
    verdict = domain.decide(case or opened(), of or business(), reviews, domain.SUGGESTED, ids=ids(), at=at)
    assert verdict
    return verdict
