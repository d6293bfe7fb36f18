"""Every SQL statement of registration, by subject: `businesses`, `products`, `entries`, `people`."""

from services.registration.store.businesses import (
    find_business,
    find_business_city,
    get_business,
    insert_business,
    list_businesses,
    lock_business,
    save_business,
)
from services.registration.store.entries import insert_entries, list_entries
from services.registration.store.people import (
    delete_contacts,
    list_assignments,
    list_contacts,
    list_held,
    list_silent_businesses,
    lock_assignment,
    lock_people,
    save_contact,
    save_giver,
)
from services.registration.store.products import (
    get_product,
    insert_product,
    list_products,
    list_submissions,
    lock_product,
    lock_products,
    save_products,
    save_submission,
)

__all__ = [
    "delete_contacts",
    "find_business",
    "find_business_city",
    "get_business",
    "get_product",
    "insert_business",
    "insert_entries",
    "insert_product",
    "list_assignments",
    "list_businesses",
    "list_contacts",
    "list_entries",
    "list_held",
    "list_products",
    "list_silent_businesses",
    "list_submissions",
    "lock_assignment",
    "lock_business",
    "lock_people",
    "lock_product",
    "lock_products",
    "save_business",
    "save_contact",
    "save_giver",
    "save_products",
    "save_submission",
]
