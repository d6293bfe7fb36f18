"""The HTTP of registration, by subject. Its API: `businesses`, `products`, `functions` (and cities), `contacts`,
`invitations`. Its pages: `registering` (a business, step by step), `business_pages`, `product_pages`, `photos`,
`offline`, `offices` (of admins), `leaving`."""

from services.registration.routes import (
    business_pages,
    businesses,
    contacts,
    functions,
    invitations,
    leaving,
    offices,
    offline,
    photos,
    product_pages,
    products,
    registering,
)
from services.registration.routes.rights import pages, router
from shared.pages.parked import add_parked

add_parked(pages)

__all__ = [
    "business_pages",
    "businesses",
    "contacts",
    "functions",
    "invitations",
    "leaving",
    "offices",
    "offline",
    "pages",
    "photos",
    "product_pages",
    "products",
    "registering",
    "router",
]
