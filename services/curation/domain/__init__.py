"""The rules of curation: what stands before the departments, what the law asks, what they think, what follows.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused, or Conflict where somebody was faster. By subject: `case` (a product before the departments),
`business` (whose it is), `gates` (what the law asks), `rubric` (what is scored, and how), `review` (what a department
says), `decision` (what follows from it), `condition` and `fulfilment` (what is owed after it), `texts`.
"""

from services.curation.domain.business import Business, copy_businesses, forget_businesses
from services.curation.domain.case import Case, CaseLine, Department, Status, open_cases, withdraw_cases
from services.curation.domain.condition import Condition
from services.curation.domain.decision import Decision, Outcome, Verdict, await_again, decide, judge
from services.curation.domain.fulfilment import fulfil, lapse
from services.curation.domain.gates import Gate, judge_gates
from services.curation.domain.review import (
    Assessment,
    Demand,
    Recommendation,
    Review,
    Reviewer,
    choose_department,
    in_force,
    require_city,
    require_not_own,
    review,
    reviewer,
)
from services.curation.domain.rubric import SUGGESTED, Criterion, Rubric, set_rubric
from services.curation.domain.texts import TEXTS, say

__all__ = [
    "SUGGESTED",
    "TEXTS",
    "Assessment",
    "Business",
    "Case",
    "CaseLine",
    "Condition",
    "Criterion",
    "Decision",
    "Demand",
    "Department",
    "Gate",
    "Outcome",
    "Recommendation",
    "Review",
    "Reviewer",
    "Rubric",
    "Status",
    "Verdict",
    "await_again",
    "choose_department",
    "copy_businesses",
    "decide",
    "forget_businesses",
    "fulfil",
    "in_force",
    "judge",
    "judge_gates",
    "lapse",
    "open_cases",
    "require_city",
    "require_not_own",
    "review",
    "reviewer",
    "say",
    "set_rubric",
    "withdraw_cases",
]
