"""Who may meet what: the router and the pages that all routes of notifications share."""

from typing import Annotated

from fastapi import Depends, Query

from shared import web
from shared.pages import Everybody, Pages
from shared.people.functions import ADMIN, AUDITOR, OFFICERS, OWNER
from shared.web import Allowed

router = web.router("notifications")
pages = Pages("notifications")
Anybody = [Depends(Everybody())]
AnySignedIn = [Depends(Allowed())]
AdminOrAuditor = [Depends(Allowed(ADMIN, AUDITOR))]
OfficerOrOwner = [Depends(Allowed(*OFFICERS, OWNER))]
Limit = Annotated[int, Query(ge=1, le=500)]
Search = Annotated[str, Query(max_length=100)]
