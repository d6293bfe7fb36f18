"""The HTTP of registration, by subject. Its API: `businesses`, `products`, `functions` (and cities), `contacts`,
`invitations`, `numbers` (with their page). Its pages: `registering` (a business, step by step), `business_pages`,
`product_pages`, `photos`, `offline`, `offices` (of admins), `own_contact`, `leaving`."""

from services.registration.routes import (
    business_pages,
    businesses,
    contacts,
    functions,
    invitations,
    leaving,
    numbers,
    offices,
    offline,
    own_contact,
    photos,
    product_pages,
    products,
    registering,
)
from services.registration.routes.rights import pages, router
from shared.pages.parked import add_parked
from shared.pages.rights import add_rights

add_parked(pages)
add_rights(pages, router, alone=["add_photos", "let_photo_go", "show_photo"])

__all__ = [
    "business_pages",
    "businesses",
    "contacts",
    "functions",
    "invitations",
    "leaving",
    "numbers",
    "offices",
    "offline",
    "own_contact",
    "pages",
    "photos",
    "product_pages",
    "products",
    "registering",
    "router",
]
