"""The HTTP of notifications, by subject: `messages` is its API; pages are `home` (the first, and Beranda),
`inbox` (one's own messages), `programme` (what everybody may see), `records` (trail and deliveries) and `texts` (of
messages)."""

from services.notifications.routes import home, inbox, messages, programme, records, texts
from services.notifications.routes.rights import pages, router
from shared.pages.parked import add_parked
from shared.pages.rights import add_rights

add_parked(pages)
add_rights(pages, router)

__all__ = ["home", "inbox", "messages", "pages", "programme", "records", "router", "texts"]
