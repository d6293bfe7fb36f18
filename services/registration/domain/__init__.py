"""The rules of registration: who a business is, what its product must say, and what is then told to others.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused. By subject: `identity` (numbers of people and businesses), `business`, `drafts` (of an application),
`assignments` (who may do what), `contacts`, `licences` (numbers of products), `sheet` (what an owner fills in),
`photos`, `product` (its way), `results` (what the departments said of it), `consent` (what ends with it), `entry` (who
entered what), `texts`.
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
    require_consent,
    require_not_silent,
    scale_of,
)
from services.registration.domain.consent import CONSENT_TEXT, forget_owners, may_be_named, withdraw_consent
from services.registration.domain.contacts import (
    Contact,
    announce_contact,
    change_contact,
    erase_contacts,
    follow_business,
    reach_owner,
    require_only_here,
)
from services.registration.domain.drafts import (
    STEPS,
    ApplicationDraft,
    fill_in,
    is_begun,
    open_in_step,
)
from services.registration.domain.entry import Entry, What, record_entries
from services.registration.domain.identity import mask_nik
from services.registration.domain.photos import (
    LARGE,
    MOST_BYTES,
    MOST_PHOTOS,
    SIDES,
    SMALL,
    Photo,
    Picture,
    place_of,
    read_picture,
    require_room,
)
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
from services.registration.domain.results import LAPSED, Result, keep_results, lapse_results
from services.registration.domain.sheet import Difference, Sheet, differences, odd_about_sheet, open_points
from services.registration.domain.texts import TEXTS, Point, say
from shared.law.categories import CATEGORIES, Category, find_category

__all__ = [
    "CATEGORIES",
    "CONSENT_TEXT",
    "LAPSED",
    "LARGE",
    "MOST_BYTES",
    "MOST_PHOTOS",
    "SIDES",
    "SMALL",
    "STEPS",
    "TEXTS",
    "Application",
    "ApplicationDraft",
    "Appointment",
    "Business",
    "Category",
    "Consent",
    "Contact",
    "Description",
    "Difference",
    "Entry",
    "Photo",
    "Picture",
    "Point",
    "Product",
    "Result",
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
    "differences",
    "draft",
    "edit",
    "end_function",
    "erase_contacts",
    "fill_in",
    "find_category",
    "follow_business",
    "forget_owners",
    "is_begun",
    "keep_results",
    "lapse_results",
    "mask_nik",
    "may_be_named",
    "odd_about_business",
    "odd_about_sheet",
    "open_in_step",
    "open_points",
    "owner_of",
    "place_of",
    "reach_owner",
    "read_picture",
    "record_entries",
    "record_submission",
    "register",
    "require_city",
    "require_consent",
    "require_not_silent",
    "require_only_here",
    "require_room",
    "say",
    "scale_of",
    "submit",
    "withdraw",
    "withdraw_consent",
]
