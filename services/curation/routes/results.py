"""What the departments decided about a product, for its business and whoever assists it."""

from uuid import UUID

from fastapi import Response

from services.curation.routes import cases
from services.curation.routes.rights import AnyReader, here, offices_in, pages
from shared.pages import Shown
from shared.people import assignments
from shared.web import Tx, Who


@pages.get("/hasil/{product_id:uuid}", dependencies=AnyReader)
async def show_result(product_id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Where the product stands, what is asked of the business now, and what was said before."""
    case = await cases.show_case(product_id, tx, who, screen.language)
    city = await assignments.find_city(tx.connection, case["city"])
    return screen.page(
        "result.html",
        case=case,
        offices=offices_in(city),
        **here(city),
    )
