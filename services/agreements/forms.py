"""What people may send to agreements."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError, field_validator

from services.agreements.domain import PAYMENT_DAYS, Branch, MouText, Terms
from shared.forms import Amount, Day, Form, Whole

Name = Annotated[str, StringConstraints(max_length=120)]
Version = Annotated[Whole, Field(ge=1, le=10**6)]


class BranchForm(Form):
    """A store of a retailer."""

    code: Name
    name: Name

    def branch(self) -> Branch:
        """The same in the words of the rules."""
        return Branch(self.code, self.name)


class RetailerForm(Form):
    """A retailer of a city, whole; what was known of it is replaced."""

    city: Name
    code: Name = Field(examples=["alfamidi"])
    legal_name: Name = Field(examples=["PT Midi Utama Indonesia Tbk"])
    branches: tuple[BranchForm, ...] = Field((), max_length=2000)


class RetailerPageForm(Form):
    """The same as a page sends it: a branch on each line, its code and its name with a semicolon or a tab between."""

    city: Name
    code: Name
    legal_name: Name = ""
    branches: Annotated[str, StringConstraints(max_length=300_000)] = ""

    @field_validator("branches")
    @classmethod
    def _of_branches(cls, lines: str) -> str:
        """Raises ValueError for what no branch can be called."""
        try:
            list(_read_branches(lines))
        except ValidationError as wrong:
            raise ValueError("a line is too long for a code and a name") from wrong
        return lines

    def retailer(self) -> RetailerForm:
        """The same as the API takes it."""
        branches = tuple(_read_branches(self.branches))
        return RetailerForm(city=self.city, code=self.code, legal_name=self.legal_name, branches=branches)


def _read_branches(lines: str) -> Iterator[BranchForm]:
    for line in filter(None, map(str.strip, lines.splitlines())):
        code, _, name = line.replace("\t", ";").partition(";")
        yield BranchForm(code=code.strip(), name=name.strip())


class MouTextForm(Form):
    """What a version of a memorandum says."""

    title: Name
    body: Annotated[str, StringConstraints(max_length=100_000)]
    since: Day
    until: Day

    def text(self) -> MouText:
        """The same in the words of the rules."""
        return MouText(title=self.title, body=self.body, since=self.since, until=self.until)


class MouForm(MouTextForm):
    """A new memorandum of the city."""

    city: Name
    retailers: tuple[Name, ...] = Field(max_length=100)


class MouVersionForm(MouTextForm):
    """A further version, written from the present one, and what is different."""

    version: Version
    changes: str = ""


class CommentForm(Form):
    """A remark about a version."""

    version: Version
    text: str


class AgreementForm(Form):
    """One's office or retailer agrees to a version."""

    version: Version


class MouSignatureForm(Form):
    """One's party signs a version, under its own number."""

    version: Version
    number: Name = ""


class ReasonForm(Form):
    """Something ends, and why."""

    reason: str = ""


class DeclineForm(ReasonForm):
    """One's party does not want the terms of a version."""

    version: Version


class AnswerForm(Form):
    """What a retailer says to an offer."""

    answer: Name = Field(description="accepted, sample-asked or rejected")
    reason: str | None = None


class AnswersForm(AnswerForm):
    """What a retailer says to several offers at once."""

    offers: tuple[UUID, ...] = Field((), max_length=100)


class TermsForm(Form):
    """The terms of an agreement, as the event Terms names them."""

    scheme: Name
    price: Amount
    payment_days: Amount = PAYMENT_DAYS
    margin_percent: Amount
    listing_fee: Amount
    trading_terms_percent: Amount
    returns: Name
    stores: tuple[Name, ...] = Field(max_length=300)
    minimum_order: Amount
    units_per_store_and_month: Amount
    since: Day
    until: Day

    def read(self) -> Terms:
        """The same in the words of the rules."""
        return Terms(**dict(self))


class PksForm(Form):
    """Terms that the retailer puts before the business."""

    terms: TermsForm


class PksVersionForm(PksForm):
    """Other terms, written from the present version."""

    version: Version


class PksSignatureForm(Form):
    """One's party signs a version, under its own number if it has one."""

    version: Version
    number: Name | None = None
