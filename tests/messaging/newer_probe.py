"""The probe's next release: its notes say one thing more. It works beside the release before it."""

import os
from typing import ClassVar

from shared.messaging.subscriptions import Subscriptions
from shared.service import Chapters, Service, run
from tests.messaging import probe
from tests.messaging.probe import NOTES


class NewerNoted(probe.Noted):
    """A note of the next minor version: an optional field more."""

    type: ClassVar[str] = probe.Noted.type

    colour: str | None = None


on = Subscriptions()
on(NewerNoted)(probe.write_down)
on(probe.Struck)(probe.strike_out)


if __name__ == "__main__":
    run(Service(os.environ.get("PROBE_READER", "probe"), announces=(NOTES,), open=lambda: Chapters(on=on)))
