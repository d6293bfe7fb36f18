"""The HTTP of notifications, by subject: `messages` is its API; pages are `home` (the first, and Beranda),
`programme` (what everybody may see) and `records` (trail and deliveries)."""

from services.notifications.routes import home, messages, programme, records
from services.notifications.routes.rights import pages, router
from shared.pages.rights import add_rights

add_rights(pages, router)

__all__ = ["home", "messages", "pages", "programme", "records", "router"]
