"""Registration's own relay process, which says beside its work when the broker acknowledged."""

import sys

from services.registration.__main__ import service
from shared.messaging.producer import Outcome, Producer, Round
from shared.service import run
from tests.benchmarks.sides.acks import Acks


def main() -> None:
    """Run the role relay as `python -m services.registration relay` does."""
    acks, outcome = Acks(), Producer.outcome

    async def told(self: Producer, round: Round) -> Outcome:
        found = await outcome(self, round)
        acks.add(len(found.acknowledged))
        return found

    Producer.outcome = told  # type: ignore[method-assign]
    sys.argv = [sys.argv[0], "relay"]
    run(service)


if __name__ == "__main__":
    main()
