"""Every SQL statement of curation, by subject: `businesses`, `cases`, `decisions`, `queue`, `reviews`,
`rubrics`."""

from services.curation.store.businesses import find_business, lock_businesses, save_businesses
from services.curation.store.cases import (
    get_case,
    get_line,
    list_lines,
    lock_case,
    lock_cases,
    lock_lapsing_cases,
    save_cases,
)
from services.curation.store.decisions import (
    insert_decision,
    list_conditions,
    list_decisions,
    save_conditions,
    save_decision,
)
from services.curation.store.queue import CONDITIONS_OPEN, Wanted, count_awaited, list_queue
from services.curation.store.reviews import insert_review, list_reviews
from services.curation.store.rubrics import find_rubric, insert_rubric, list_rubric_versions, list_rubrics

__all__ = [
    "CONDITIONS_OPEN",
    "Wanted",
    "count_awaited",
    "find_business",
    "find_rubric",
    "get_case",
    "get_line",
    "insert_decision",
    "insert_review",
    "insert_rubric",
    "list_conditions",
    "list_decisions",
    "list_lines",
    "list_queue",
    "list_reviews",
    "list_rubric_versions",
    "list_rubrics",
    "lock_businesses",
    "lock_case",
    "lock_cases",
    "lock_lapsing_cases",
    "save_businesses",
    "save_cases",
    "save_conditions",
    "save_decision",
]
