"""The HTTP of notifications, by subject: `messages` is its API; `home` are pages (the first, and Beranda)."""

from services.notifications.routes import home, messages
from services.notifications.routes.rights import pages, router

__all__ = ["home", "messages", "pages", "router"]
