"""The HTTP of agreements, by subject: `retailers`, `mous` (memoranda), `offers`, `pks` (agreements) are its API. Its
pages: `memoranda`, and `drafting` (where they are written); `answering` (offers); `contracts` (agreements), and
`bargaining` (where their terms are written); `overdue` (what waits); `chains` (retailers)."""

from services.agreements.routes import (
    answering,
    bargaining,
    chains,
    contracts,
    drafting,
    memoranda,
    mous,
    offers,
    overdue,
    pks,
    retailers,
)
from services.agreements.routes.rights import pages, router
from shared.pages.parked import add_parked
from shared.pages.rights import add_rights

add_parked(pages)
add_rights(pages, router, alone=["show_overdue"])

__all__ = [
    "answering",
    "bargaining",
    "chains",
    "contracts",
    "drafting",
    "memoranda",
    "mous",
    "offers",
    "overdue",
    "pages",
    "pks",
    "retailers",
    "router",
]
