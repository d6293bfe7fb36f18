"""Who signed what: a signature names the party, the person, their function at that moment and the exact content.

It is no certified electronic signature (PP 71/2019 Pasal 60): it records who, when, as what and over which text.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.agreements.domain.texts import refused
from shared.events.agreements import Signature


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks for a party; `title` is how they sign (Penjabat Wali Kota)."""

    party: str
    subject: str
    title: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A party's signature. `number` is the party's own number of the document, unique in its `year`."""

    party: str
    subject: str
    title: str
    number: str | None
    year: int
    signed_at: datetime
    content_hash: str


def canonical(text: str) -> str:
    """The one spelling of a text that is hashed: composed letters, line feeds, nothing trailing."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def content_hash(text: str) -> str:
    """SHA-256 of the canonical text, hexadecimal."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def sign_as(
    speakers: Sequence[Speaker], signed: Sequence[Signed], *, number: str | None, content: str, on: date, at: datetime
) -> Signed:
    """The signature of the first party that the person speaks for and that has not signed yet."""
    there = {signature.party for signature in signed}
    for speaker in speakers:
        if speaker.party not in there:
            own = (number or "").strip() or None
            return Signed(speaker.party, speaker.subject, speaker.title, own, on.year, at, content)
    raise refused("signed-already")


def require_other_hand(signature: Signed, earlier: Sequence[Signed], *, side: str) -> None:
    """Nobody contracts with themself: one person does not sign for the party `side` and for one opposite it."""
    for other in earlier:
        if other.subject == signature.subject and (other.party == side) != (signature.party == side):
            raise refused("signed-for-other-side")


def announced(signatures: Iterable[Signed]) -> tuple[Signature, ...]:
    """Signatures as others are told of them."""
    return tuple(
        Signature(
            party=s.party,
            subject=s.subject,
            title=s.title,
            signed_at=s.signed_at,
            content_hash=s.content_hash,
        )
        for s in signatures
    )


def numbers(signatures: Iterable[Signed]) -> dict[str, str]:
    """Each party's own number, where it gave one."""
    return {s.party: s.number for s in signatures if s.number}
