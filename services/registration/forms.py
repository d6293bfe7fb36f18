"""What people may send to registration."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registration.domain import Application, Appointment, Consent, Contact, Description, Numbers, Sheet
from shared.events.registration import CityConfigured, Licence
from shared.forms import Amount, Day, Form, Moment, Whole, YesNo
from shared.people.days import day_begins

Subject = Annotated[str, Field(max_length=255)]
"""As long as a sub may be (OpenID Connect Core)."""


class ConsentForm(Form):
    """What the owner agreed to, when and how."""

    text_version: str
    given_at: Moment
    channel: str = Field("", description="mandiri, pendamping or surat")


class ChangesForm(Form):
    """A business as it is now, whole, but for its numbers and its consent."""

    name: str
    legal_form: str
    established: YesNo
    capital: Amount | None = Field(None, description="Whole rupiah, without land and buildings")
    turnover: Amount | None = Field(None, description="Whole rupiah in a year")
    kbli_code: str
    kbli_version: str
    district_code: str = Field(examples=["81.71.02"])
    owner_name: str
    phone: str

    def description(self) -> Description:
        """The same in the words of the rules."""
        return Description(**self.model_dump())


class BusinessForm(ChangesForm):
    """An application to be registered. `owner_subject` is for a pendamping who enters it for an owner."""

    city: str = Field(examples=["ambon"])
    nib: str = Field(description="13 digits")
    nik: str
    npwp: str | None = None
    consent: ConsentForm | None = None
    owner_subject: Subject | None = None
    email: str | None = Field(None, description="Where messages to the owner go, beside the phone")
    language: str | None = Field(None, description="id or en: the language of messages to the owner")

    def application(self) -> Application:
        """The same in the words of the rules."""
        fields = self.model_dump(exclude={"city", "owner_subject", "consent", "email", "language"})
        return Application(**fields, consent=Consent(**self.consent.model_dump()) if self.consent else None)


class NumbersForm(Form):
    """Numbers of a business as they should be; one that is absent is right."""

    nib: str | None = Field(None, description="13 digits")
    nik: str | None = None
    npwp: str | None = None
    reason: str = Field("", description="Kept in clear with who corrected them: it names none of the numbers")

    def numbers(self) -> Numbers:
        """The same in the words of the rules."""
        return Numbers(**self.model_dump())


class StepForm(Form):
    """What is written in one step of an application, right or not."""

    city: str = ""
    name: str = ""
    nib: str = ""
    legal_form: str = ""
    district_code: str = ""
    kbli_code: str = ""
    kbli_version: str = ""
    established: str = ""
    turnover: str = ""
    capital: str = ""
    whose: str = ""
    owner_subject: str = ""
    owner_name: str = ""
    nik: str = ""
    npwp: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    agrees: str = ""
    text_version: str = ""
    channel: str = ""
    given_on: str = ""


class LetterForm(Form):
    """The day that an owner's letter of consent bears."""

    given_on: Day


class SizeForm(Form):
    """How large a business is."""

    established: YesNo
    capital: Amount | None = None
    turnover: Amount | None = None


class LicenceForm(Form):
    """A permit that the product carries."""

    kind: str = Field(max_length=100, description="pirt, bpom-md, bpom-ml, bpom-tr or bpom-na")
    number: str = Field(max_length=100)
    valid_until: Day | None = Field(None, description="Absent for a permit without end")


class SheetForm(Form):
    """What is known of a product so far; empty and 0 mean that it is not filled in yet."""

    name: str = ""
    category: str = ""
    net_content: str = ""
    shelf_life_days: Annotated[Whole, Field(le=36_500)] | None = None
    storage: str = ""
    price: Amount = 0
    capacity_per_month: Amount = 0
    licences: tuple[LicenceForm, ...] = Field((), max_length=20)
    halal_status: str = ""
    halal_number: str | None = None
    gtin: str | None = None

    def sheet(self) -> Sheet:
        """The same in the words of the rules."""
        fields = {name: getattr(self, name) for name in SheetForm.model_fields}
        return Sheet(**fields | {"licences": tuple(Licence(**each.model_dump()) for each in self.licences)})


class EditForm(SheetForm):
    """Another sheet in place of the present one."""

    replaces: Whole | None = Field(None, description="The sheet_version that one had open; absent: whichever it is")


class ProductForm(SheetForm):
    """A new product of a business."""

    business_id: UUID


class SubmissionForm(Form):
    """Puts a product forward; from the second time on, what was changed."""

    changes: str | None = None
    sheet_version: Whole | None = Field(None, description="The one that was read; absent: whichever it is")


class WithdrawalForm(Form):
    """Takes a product back."""

    reason: str = ""


class AssignmentForm(Form):
    """Gives somebody a function in a city."""

    subject: Annotated[Subject, StringConstraints(strip_whitespace=True)] = Field(
        description="Who, as the sign-in provider names them (sub)"
    )
    function: str = Field(examples=["kurator-diskop"])
    city: str = Field(examples=["ambon"])
    scope: str | None = Field(None, description="The id of the business, or the code of the retailer")
    title: str | None = Field(None, max_length=200, examples=["Penjabat Wali Kota", "Plt. Kepala Dinas"])
    since: Moment | None = None
    until: Moment | None = None

    def appointment(self) -> Appointment:
        """The same in the words of the rules."""
        return Appointment(**self.model_dump(exclude={"city"}))


class InvitationForm(Form):
    """Invites somebody by mail to hold a function in a city."""

    name: str
    email: str
    language: str = Field("id", description="id or en: the language of the mail")
    function: str = Field(examples=["kurator-diskop"])
    city: str = Field(examples=["ambon"])
    scope: str | None = Field(None, description="The id of the business, or the code of the retailer")
    title: str | None = Field(None, max_length=200, examples=["Plt. Kepala Dinas"])
    since: Moment | None = None
    until: Moment | None = None

    def appointment(self) -> Appointment:
        """The function in the words of the rules."""
        fields = self.model_dump(include={"function", "scope", "title", "since", "until"})
        return Appointment(subject="", **fields)


class OfficeForm(Form):
    """A function as a page asks for it: by days. `until` is its last day."""

    city: str
    function: str
    scope: str | None = None
    title: str | None = Field(None, max_length=200)
    since: Day | None = None
    until: Day | None = None

    def term(self, city: CityConfigured) -> dict[str, datetime | None]:
        """From the beginning of the first day in the city to the end of the last one. It is no `Moment` to be checked
        again: 1 January 2000 begins in the year before, as UTC has it."""
        return {
            "since": day_begins(self.since, city) if self.since else None,
            "until": day_begins(self.until + timedelta(days=1), city) if self.until else None,
        }


class HolderForm(OfficeForm):
    """Gives somebody a function, by days."""

    subject: Annotated[Subject, StringConstraints(strip_whitespace=True)]


class GuestForm(OfficeForm):
    """Invites somebody to a function, by days."""

    name: str
    email: str
    language: str = "id"


class OwnContactForm(Form):
    """How one can be reached oneself."""

    city: str = Field(examples=["ambon"])
    name: str
    email: str | None = None
    phone: str | None = Field(None, examples=["0812 3456 7890"])
    language: str = Field("id", description="id or en")


class ContactForm(OwnContactForm):
    """How a person can be reached; without `subject`, oneself."""

    subject: Subject | None = None

    def contact(self, asking: str, at: datetime) -> Contact:
        """The same in the words of the rules."""
        return Contact(**self.model_dump() | {"subject": self.subject or asking, "changed_at": at})
