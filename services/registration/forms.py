"""What people may send to registration."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registration.domain import Application, Consent, Sheet
from shared.events.registration import Licence


class Form(BaseModel):
    """Anything that a form holds; unknown fields are an error, for they are mostly misspelt ones."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)


class ConsentForm(Form):
    """What the owner agreed to, when and how."""

    text_version: str
    given_at: datetime
    channel: str = Field(description="mandiri, pendamping or surat")


class BusinessForm(Form):
    """An application to be registered. `owner_subject` is for a pendamping who enters it for an owner."""

    city: str = Field(examples=["ambon"])
    name: str
    nib: str = Field(description="13 digits")
    legal_form: str
    established: bool
    capital: int | None = Field(None, description="Whole rupiah, without land and buildings")
    turnover: int | None = Field(None, description="Whole rupiah in a year")
    kbli_code: str
    kbli_version: str
    district_code: str = Field(examples=["81.71.02"])
    owner_name: str
    phone: str
    nik: str
    npwp: str | None = None
    consent: ConsentForm | None = None
    owner_subject: str | None = None

    def application(self) -> Application:
        """The same in the words of the rules."""
        fields = self.model_dump(exclude={"city", "owner_subject", "consent"})
        return Application(**fields, consent=Consent(**self.consent.model_dump()) if self.consent else None)


class SheetForm(Form):
    """What is known of a product so far; empty and 0 mean that it is not filled in yet."""

    name: str = ""
    category: str = ""
    net_content: str = ""
    shelf_life_days: int | None = None
    storage: str = ""
    price: int = 0
    capacity_per_month: int = 0
    licences: tuple[Licence, ...] = ()
    halal_status: str = ""
    halal_number: str | None = None
    gtin: str | None = None

    def sheet(self) -> Sheet:
        """The same in the words of the rules."""
        return Sheet(**dict(self))


class ProductForm(SheetForm):
    """A new product of a business."""

    business_id: UUID

    def sheet(self) -> Sheet:
        """The same in the words of the rules."""
        return Sheet(**{name: value for name, value in self if name != "business_id"})


class SubmissionForm(Form):
    """Puts a product forward; from the second time on, what was changed."""

    changes: str | None = None


class WithdrawalForm(Form):
    """Takes a product back."""

    reason: str = ""
