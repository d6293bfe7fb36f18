"""The HTTP of curation, by subject: `cases` and `rubrics` are its API; `queue`, `casework` (a case and a department's
sheet), `results` (for the business) and `scales` (rubrics) are its pages."""

from services.curation.routes import cases, casework, queue, results, rubrics, scales
from services.curation.routes.rights import pages, router
from shared.pages.parked import add_parked
from shared.pages.rights import add_rights

add_parked(pages)
add_rights(pages, router)

__all__ = ["cases", "casework", "pages", "queue", "results", "router", "rubrics", "scales"]
