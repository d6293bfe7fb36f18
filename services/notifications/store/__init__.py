"""Every SQL statement of notifications, by subject: `people`, `messages`, `deliveries`, `trail`, `matters`,
`programme`."""

from services.notifications.store.deliveries import (
    count_waiting_mails,
    insert_deliveries,
    list_deliveries,
    list_inbox,
    lock_claimed,
    save_outcome,
    save_read,
)
from services.notifications.store.matters import (
    count_matters,
    find_matter,
    list_mine,
    list_waiting,
    save_matters,
)
from services.notifications.store.messages import insert_messages, list_late_recipients, list_recipients, lock_cities
from services.notifications.store.people import (
    find_language,
    list_names,
    save_contacts,
    save_contacts_erased,
    save_names,
    save_names_forgotten,
)
from services.notifications.store.programme import (
    WantedShelves,
    count_businesses,
    count_steps,
    find_shelf_parts,
    list_shelves,
    save_marks,
    save_places,
)
from services.notifications.store.trail import Sight, insert_trail, list_trail

__all__ = [
    "Sight",
    "WantedShelves",
    "count_businesses",
    "count_matters",
    "count_steps",
    "count_waiting_mails",
    "find_language",
    "find_matter",
    "find_shelf_parts",
    "insert_deliveries",
    "insert_messages",
    "insert_trail",
    "list_deliveries",
    "list_inbox",
    "list_late_recipients",
    "list_mine",
    "list_names",
    "list_recipients",
    "list_shelves",
    "list_trail",
    "list_waiting",
    "lock_cities",
    "lock_claimed",
    "save_contacts",
    "save_contacts_erased",
    "save_marks",
    "save_matters",
    "save_names",
    "save_names_forgotten",
    "save_outcome",
    "save_places",
    "save_read",
]
