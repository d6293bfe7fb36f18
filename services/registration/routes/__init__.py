"""The HTTP of registration, by subject. Its API: `businesses`, `products`, `functions` (and cities), `contacts`. Its
pages: `registering` (a business, step by step), `business_pages`, `product_pages`, `photos`, `offline`, `leaving`."""

from services.registration.routes import (
    business_pages,
    businesses,
    contacts,
    functions,
    leaving,
    offline,
    photos,
    product_pages,
    products,
    registering,
)
from services.registration.routes.rights import pages, router

__all__ = [
    "business_pages",
    "businesses",
    "contacts",
    "functions",
    "leaving",
    "offline",
    "pages",
    "photos",
    "product_pages",
    "products",
    "registering",
    "router",
]
