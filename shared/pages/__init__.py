"""What pages need that an API does not: sign-in by a browser, forms that come back with what was filled in, layout.

By subject: `front` (pages beside an API), `route` (a page's way through a request), `fields` (what a form said),
`screen` (templates), `theme` (a city's colour), `navigation` (where one can go), `words` (dates and money as people
read them), `entrance` (signing in and out), `rights` (who may do what), `parked` (events that could not be handled),
`safety` (what keeps a browser from being abused).
"""

from shared.pages.fields import sent
from shared.pages.route import Everybody, Pages
from shared.pages.screen import Screen, Shown

__all__ = ["Everybody", "Pages", "Screen", "Shown", "sent"]
