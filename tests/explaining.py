"""How a statement would be answered."""

from typing import Any


class Explaining:
    """A connection that tells how a statement would be answered, instead of answering it."""

    def __init__(self, connection: Any) -> None:
        self.plan = ""
        self._connection = connection

    async def fetch(self, query: str, *arguments: Any) -> list[Any]:
        rows = await self._connection.fetch(f"EXPLAIN (COSTS OFF) {query}", *arguments)
        self.plan = "\n".join(row[0] for row in rows)
        return []
