"""The rules of registration: who a business is, what its product must say, and what is then told to others.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused. By subject: `identity` (numbers of people and businesses), `business`, `licences` (numbers of
products), `categories` (dated rules of law), `sheet` (what an owner fills in), `product` (its way), `texts`.
"""

from services.registration.domain.business import (
    Application,
    Business,
    Consent,
    assign_owner,
    odd_about_business,
    register,
    require_city,
    scale_of,
    withdraw_consent,
)
from services.registration.domain.categories import CATEGORIES, Category, find_category
from services.registration.domain.identity import mask_nik
from services.registration.domain.product import Product, Status, draft, edit, submit, withdraw, withdraw_all
from services.registration.domain.sheet import Point, Sheet, odd_about_sheet, open_points
from services.registration.domain.texts import TEXTS, say

__all__ = [
    "CATEGORIES",
    "TEXTS",
    "Application",
    "Business",
    "Category",
    "Consent",
    "Point",
    "Product",
    "Sheet",
    "Status",
    "assign_owner",
    "draft",
    "edit",
    "find_category",
    "mask_nik",
    "odd_about_business",
    "odd_about_sheet",
    "open_points",
    "register",
    "require_city",
    "say",
    "scale_of",
    "submit",
    "withdraw",
    "withdraw_all",
    "withdraw_consent",
]
