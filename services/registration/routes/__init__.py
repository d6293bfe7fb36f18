"""The JSON API of registration, by subject: `businesses`, `products`, `functions` (and cities), `contacts`."""

from services.registration.routes import businesses, contacts, functions, products
from services.registration.routes.rights import router

__all__ = ["businesses", "contacts", "functions", "products", "router"]
