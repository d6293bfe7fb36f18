"""The HTTP of registration, by subject: `businesses`, `products`, `functions` (and cities), `contacts` are its API; its
pages are in `registering` (a business, step by step), `business_pages`, `product_pages` and `leaving` (signing out)."""

from services.registration.routes import (
    business_pages,
    businesses,
    contacts,
    functions,
    leaving,
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
    "pages",
    "product_pages",
    "products",
    "registering",
    "router",
]
