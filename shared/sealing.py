"""Keeps personal data unreadable at rest: AES-256-GCM, and blind indexes to find equals without reading them."""

import hashlib
import hmac
import secrets
from base64 import b64decode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Seal:
    """A key of 32 bytes. What it seals is bound to `about`, so that it cannot be moved to another place."""

    key: bytes = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> "Seal":
        """From base64. Raises ValueError unless that is 32 bytes."""
        key = b64decode(text, validate=True)
        if len(key) != 32:
            raise ValueError(f"A key has 32 bytes in base64; this one has {len(key)}.")
        return cls(key)

    def close(self, clear: bytes, about: str) -> bytes:
        """The sealed bytes; the same bytes look different each time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, clear, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """The clear bytes. Raises cryptography.exceptions.InvalidTag for another key, place or content."""
        return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())

    def blind_index(self, text: str, about: str) -> bytes:
        """The same for equal texts, and telling nothing about them without the key (HMAC-SHA-256)."""
        index_key = hmac.digest(self.key, b"blind-index", "sha256")
        return hmac.digest(index_key, f"{about}\0{text}".encode(), hashlib.sha256)
