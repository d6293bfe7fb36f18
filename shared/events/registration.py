"""What registration announces: cities, who may do what in them, businesses and their products."""

from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.event import Event, Topic

CITIES = Topic("gerai.registration.city.v1", partitions=1, compacted=True)
ASSIGNMENTS = Topic("gerai.registration.assignment.v1", compacted=True)
BUSINESSES = Topic("gerai.registration.business.v1")
PRODUCTS = Topic("gerai.registration.product.v1")
SIGN_OUTS = Topic("gerai.registration.sign-out.v1")
CONTACTS = Topic("gerai.registration.contact.v1", compacted=True, personal=True)


class Office(BaseModel):
    """A department of the city, with the name that the city gives it."""

    model_config = ConfigDict(frozen=True)

    role: str = Field(description="diskop, disperindag, bagian-hukum or wali-kota")
    name: str = Field(examples=["Dinas Koperasi dan UKM"])
    head: str = Field(description="The title of its head", examples=["Kepala Dinas"])


class District(BaseModel):
    """A kecamatan of the city."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="Kemendagri code", examples=["81.71.02"])
    name: str = Field(examples=["Sirimau"])


class CityConfigured(Event):
    """A city uses Gerai, or the way it does has changed; the whole of its configuration."""

    type: ClassVar[str] = "gerai.registration.city-configured.v1"
    topic: ClassVar[Topic] = CITIES

    name: str = Field(examples=["Kota Ambon"])
    region_code: str = Field(description="Kemendagri code", examples=["81.71"])
    time_zone: str = Field(examples=["Asia/Jayapura"])
    offices: tuple[Office, ...]
    colour: str | None = Field(None, description="What its pages are painted with, #rrggbb", examples=["#0b5d57"])
    districts: tuple[District, ...] = Field((), description="Its kecamatan; none: whoever asks writes the code")

    @property
    def key(self) -> str:
        return self.city


class SignedOut(Event):
    """A person has signed out: whatever browser of theirs was signed in to any service no longer is."""

    type: ClassVar[str] = "gerai.registration.signed-out.v1"
    topic: ClassVar[Topic] = SIGN_OUTS

    city: str = ""
    subject: str = Field(description="Who, as the sign-in provider names them (sub)")
    signed_out_at: datetime = Field(description="Sessions that began later are others")

    @property
    def key(self) -> str:
        return self.subject


class FunctionAssigned(Event):
    """A person holds a function in a city from a moment on."""

    type: ClassVar[str] = "gerai.registration.function-assigned.v1"
    topic: ClassVar[Topic] = ASSIGNMENTS

    assignment_id: UUID
    subject: str = Field(description="Who, as the sign-in provider names them (sub); no name, no address")
    function: str = Field(description="One of those in shared/people/functions.py", examples=["kurator-diskop"])
    scope: str | None = Field(None, description="The business or retailer that the function is about")
    since: datetime
    until: datetime | None = None
    title: str | None = Field(
        None, description="How the holder signs, where that is not the usual title", examples=["Penjabat Wali Kota"]
    )
    assigned_by: str | None = Field(
        None, description="Who gave it (sub); empty: the system's operator; absent: nobody, it came with a business"
    )

    @property
    def key(self) -> str:
        return str(self.assignment_id)


class FunctionEnded(Event):
    """A person holds a function no longer; says all that FunctionAssigned said, for late readers."""

    type: ClassVar[str] = "gerai.registration.function-ended.v1"
    topic: ClassVar[Topic] = ASSIGNMENTS

    assignment_id: UUID
    subject: str
    function: str
    scope: str | None = None
    since: datetime
    until: datetime
    title: str | None = None
    assigned_by: str | None = None
    ended_by: str | None = Field(None, description="Who ended it (sub); empty: the system's operator")

    @property
    def key(self) -> str:
        return str(self.assignment_id)


class BusinessFacts(BaseModel):
    """What others may know of a business: nothing personal."""

    model_config = ConfigDict(frozen=True)

    business_id: UUID
    name: str = Field(examples=["Dapur Tifa Sirimau"])
    nib: str = Field(description="Nomor Induk Berusaha, 13 digits; may begin with 0")
    legal_form: str = Field(description="perorangan, pt-perorangan, cv, pt, koperasi or firma")
    scale: str = Field(description="mikro, kecil or menengah (PP 7/2021, Pasal 35)")
    kbli_code: str = Field(description="Five digits")
    kbli_version: str = Field(description="The edition of KBLI that the code is from: 2020 or 2025")
    district_code: str = Field(description="Kecamatan, Kemendagri code", examples=["81.71.02"])


class BusinessRegistered(BusinessFacts, Event):
    """A business is known to the city and may submit products."""

    type: ClassVar[str] = "gerai.registration.business-registered.v1"
    topic: ClassVar[Topic] = BUSINESSES

    @property
    def key(self) -> str:
        return str(self.business_id)


class BusinessChanged(BusinessFacts, Event):
    """What the city knows of a business is different now; all of it, as it stands."""

    type: ClassVar[str] = "gerai.registration.business-changed.v1"
    topic: ClassVar[Topic] = BUSINESSES

    @property
    def key(self) -> str:
        return str(self.business_id)


class ConsentWithdrawn(Event):
    """The owner's consent has ended (UU 27/2022): whoever holds data of this business stops using them within
    3 x 24 hours. Its submitted products are withdrawn, each by an announcement of its own."""

    type: ClassVar[str] = "gerai.registration.consent-withdrawn.v1"
    topic: ClassVar[Topic] = BUSINESSES

    business_id: UUID
    withdrawn_at: datetime

    @property
    def key(self) -> str:
        return str(self.business_id)


class Licence(BaseModel):
    """A permit that a product of its category must carry."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(description="pirt, bpom-md, bpom-ml, bpom-tr or bpom-na")
    number: str
    valid_until: date | None = Field(None, description="Absent for a permit without end")


class ProductFacts(BaseModel):
    """A product as its owner submitted it: what is judged, offered and agreed upon."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(examples=["Sambal Roa Tifa"])
    category: str = Field(examples=["pangan-kering"])
    net_content: str = Field(examples=["150 g"])
    shelf_life_days: int | None = Field(None, description="Absent for what does not perish")
    storage: str = Field(description="suhu-ruang, dingin or beku")
    price: int = Field(description="Whole rupiah, what the retailer is asked to pay")
    capacity_per_month: int = Field(description="Sales units that the business can make in a month")
    licences: tuple[Licence, ...] = ()
    halal_status: str = Field(description="bersertifikat, dalam-proses, tidak-halal-dengan-keterangan or tidak-wajib")
    halal_number: str | None = None
    gtin: str | None = Field(None, description="GTIN-13; absent: belum ada barcode")
    photos: tuple[UUID, ...] = Field((), description="Photos that were put forward, at /registration/foto/{id}")


class ProductSubmitted(ProductFacts, Event):
    """A business put a product forward for curation: the whole of it, as numbered revision."""

    type: ClassVar[str] = "gerai.registration.product-submitted.v1"
    topic: ClassVar[Topic] = PRODUCTS

    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1, description="1 for the first submission; each resubmission is one more")
    changes: str | None = Field(None, description="What a resubmission changed, in the owner's words")

    @property
    def key(self) -> str:
        return str(self.product_id)

    @property
    def facts(self) -> ProductFacts:
        """The product alone, as it is handed on."""
        return ProductFacts(**{name: getattr(self, name) for name in ProductFacts.model_fields})


class ProductWithdrawn(Event):
    """The business took the product back; nothing may be decided about it any more."""

    type: ClassVar[str] = "gerai.registration.product-withdrawn.v1"
    topic: ClassVar[Topic] = PRODUCTS

    product_id: UUID
    revision: int = Field(ge=0, description="The last submission before the withdrawal; a later one stands")
    reason: str
    code: str | None = Field(
        None, description="Where nobody wrote the reason: consent-withdrawn", examples=["consent-withdrawn"]
    )

    @property
    def key(self) -> str:
        return str(self.product_id)


class ContactChanged(Event):
    """How a person can be reached, as it stands now. The only personal data that leaves registration."""

    type: ClassVar[str] = "gerai.registration.contact-changed.v1"
    topic: ClassVar[Topic] = CONTACTS

    subject: str = Field(description="Who, as the sign-in provider names them (sub)")
    name: str
    email: str | None = None
    phone: str | None = Field(None, examples=["6281234567890"])
    language: str = Field("id", description="id or en: the language of messages")

    @property
    def key(self) -> str:
        return self.subject


class PersonInvited(Event):
    """Somebody may take up a function by a link that is good once, and is to be told so by mail. What is known of them
    is forgotten (ContactErased) when the invitation is settled."""

    type: ClassVar[str] = "gerai.registration.person-invited.v1"
    topic: ClassVar[Topic] = CONTACTS

    subject: str = Field(description="By what they go while they have no account", examples=["undangan:018f…"])
    name: str
    email: str
    language: str = Field("id", description="id or en: the language of the mail")
    function: str = Field(examples=["kurator-diskop"])
    title: str | None = Field(None, examples=["Plt. Kepala Dinas"])
    link: str = Field(description="Whoever has it and signs in takes up the function")
    expires_at: datetime

    @property
    def key(self) -> str:
        return self.subject


class ContactErased(Event):
    """A person's contact is to be forgotten everywhere."""

    type: ClassVar[str] = "gerai.registration.contact-erased.v1"
    topic: ClassVar[Topic] = CONTACTS
    erases: ClassVar[bool] = True

    subject: str

    @property
    def key(self) -> str:
        return self.subject

    @classmethod
    def from_tombstone(cls, key: str, city: str) -> Self:
        """The event behind a record that has no value."""
        return cls(city=city, subject=key)
