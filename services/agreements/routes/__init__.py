"""The JSON API of agreements, by subject: `retailers`, `mous` (memoranda), `offers`, `pks` (agreements)."""

from services.agreements.routes import mous, offers, pks, retailers
from services.agreements.routes.rights import router

__all__ = ["mous", "offers", "pks", "retailers", "router"]
