"""What people read for a code, in Indonesian first and in English."""

from collections.abc import Mapping

from shared.errors import Conflict, Refused

LANGUAGES = ("id", "en")


class Texts(dict[str, Mapping[str, str]]):
    """Texts by code and language. Values in braces are filled in: `"Kapasitas {capacity} per bulan."`"""

    def say(self, code: str, language: str = "id", **values: object) -> str:
        """What people read for a code; `language` is id or en."""
        return self[code][language].format(**values)

    def refused(self, code: str, **values: object) -> Refused:
        """The refusal of a code."""
        return Refused(code, self._both(code, values))

    def conflict(self, code: str, **values: object) -> Conflict:
        """The conflict of a code."""
        return Conflict(code, self._both(code, values))

    def _both(self, code: str, values: Mapping[str, object]) -> dict[str, str]:
        return {language: self.say(code, language, **values) for language in LANGUAGES}
