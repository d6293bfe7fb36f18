"""The rules of registration: who a business is, what its product must say, and what is then told to others.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused. By subject: `identity` (numbers of people and businesses), `business`, `assignments` (who
may do what), `contacts`, `licences` (numbers of products), `sheet` (what an owner fills in), `product` (its way),
`consent` (what ends with it), `entry` (who entered what), `texts`.
"""

from services.registration.domain.assignments import (
    Appointment,
    assign_function,
    assign_owner,
    business_of,
    end_function,
)
from services.registration.domain.business import (
    Application,
    Business,
    Consent,
    Description,
    change_business,
    odd_about_business,
    owner_of,
    register,
    require_city,
    require_not_silent,
    scale_of,
)
from services.registration.domain.consent import forget_owners, may_be_named, withdraw_consent
from services.registration.domain.contacts import (
    Contact,
    announce_contact,
    change_contact,
    erase_contacts,
    follow_business,
    reach_owner,
    require_only_here,
)
from services.registration.domain.entry import Entry, What, record_entries
from services.registration.domain.identity import mask_nik
from services.registration.domain.product import (
    Product,
    Status,
    Submission,
    draft,
    edit,
    record_submission,
    submit,
    withdraw,
)
from services.registration.domain.sheet import Sheet, odd_about_sheet, open_points
from services.registration.domain.texts import TEXTS, Point, say
from shared.law.categories import CATEGORIES, Category, find_category

__all__ = [
    "CATEGORIES",
    "TEXTS",
    "Application",
    "Appointment",
    "Business",
    "Category",
    "Consent",
    "Contact",
    "Description",
    "Entry",
    "Point",
    "Product",
    "Sheet",
    "Status",
    "Submission",
    "What",
    "announce_contact",
    "assign_function",
    "assign_owner",
    "business_of",
    "change_business",
    "change_contact",
    "draft",
    "edit",
    "end_function",
    "erase_contacts",
    "find_category",
    "follow_business",
    "forget_owners",
    "mask_nik",
    "may_be_named",
    "odd_about_business",
    "odd_about_sheet",
    "open_points",
    "owner_of",
    "reach_owner",
    "record_entries",
    "record_submission",
    "register",
    "require_city",
    "require_not_silent",
    "require_only_here",
    "say",
    "scale_of",
    "submit",
    "withdraw",
    "withdraw_consent",
]
