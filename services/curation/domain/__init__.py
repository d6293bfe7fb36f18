"""The rules of curation: what stands before the departments, what the law asks, what they think, what follows.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused, or Conflict where somebody was faster. By subject: `case` (a product before the departments),
`business` (whose it is), `gates` (what the law asks), `rubric` (what is scored, and how), `review` (what a department
says), `usual` (corrections to pick), `decision` (what follows from it), `condition` and `fulfilment` (what is owed
after it), `changes` (from one revision to the next), `texts`.
"""

from services.curation.domain.business import Business, copy_businesses, forget_businesses
from services.curation.domain.case import (
    REVIEW_DAYS,
    Case,
    CaseLine,
    Department,
    Status,
    due_day,
    open_cases,
    withdraw_cases,
)
from services.curation.domain.changes import Change, compare
from services.curation.domain.condition import Condition
from services.curation.domain.decision import Decision, Outcome, Verdict, await_reviews, decide, judge
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
from services.curation.domain.rubric import SUGGESTED, Criterion, Rubric, score, set_rubric
from services.curation.domain.texts import TEXTS, say
from services.curation.domain.usual import USUAL_CORRECTIONS, ask_for

__all__ = [
    "REVIEW_DAYS",
    "SUGGESTED",
    "TEXTS",
    "USUAL_CORRECTIONS",
    "Assessment",
    "Business",
    "Case",
    "CaseLine",
    "Change",
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
    "ask_for",
    "await_reviews",
    "choose_department",
    "compare",
    "copy_businesses",
    "decide",
    "due_day",
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
    "score",
    "set_rubric",
    "withdraw_cases",
]
