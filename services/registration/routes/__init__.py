"""The HTTP of registration, by subject: `businesses`, `products`, `functions` (and cities), `contacts` are its API; its
pages are in `leaving` (signing out)."""

from services.registration.routes import businesses, contacts, functions, leaving, products
from services.registration.routes.rights import pages, router

__all__ = ["businesses", "contacts", "functions", "leaving", "pages", "products", "router"]
