"""What people may send to curation."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.curation.domain import Assessment, Criterion, Demand, Department, Recommendation
from shared.events.curation import Correction
from shared.forms import Day, Form, Whole

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
MOST = 20
"""Of anything on one sheet; a decision upon two full ones can still be announced (256 KiB)."""


class DemandForm(Form):
    """What has to be done by a day if the product passes with conditions."""

    text: Text
    due: Day = Field(description="The last day, in the city")


class CorrectionForm(Form):
    """What has to be mended; the reviewing department helps."""

    text: Text
    field: Name | None = Field(None, description="The field of the product sheet that it concerns")


class ReviewForm(Form):
    """What a department says about a revision."""

    revision: Whole = Field(description="The one that was looked at")
    scores: dict[Name, Whole] = Field(max_length=MOST, description="Points from 0 to 100 by the criterion's code")
    recommendation: Recommendation
    conditions: tuple[DemandForm, ...] = Field((), max_length=MOST)
    corrections: tuple[CorrectionForm, ...] = Field((), max_length=MOST)
    reason: Remark | None = None
    department: Name | None = Field(None, description="For who is a curator of both")
    replaces: Whole | None = Field(None, description="The number of the department's review that this one replaces")

    def assessment(self, department: Department) -> Assessment:
        """The same in the words of the rules."""
        return Assessment(
            scores=self.scores,
            recommendation=self.recommendation,
            conditions=tuple(Demand(demand.text, demand.due) for demand in self.conditions),
            corrections=tuple(
                Correction(text=correction.text, field=correction.field or None, department=department)
                for correction in self.corrections
            ),
            reason=self.reason or None,
        )


class FulfilmentForm(Form):
    """How a condition was met."""

    note: Remark = ""


class CriterionForm(Form):
    """One thing that is scored."""

    code: Name
    name: Name
    weight: Whole
    minimum: Whole = Field(0, description="Fewer points than these cannot be made up for")


class RubricForm(Form):
    """What a city scores by from now on."""

    city: Name
    criteria: tuple[CriterionForm, ...] = Field(max_length=MOST)
    pass_mark: Whole

    def rules(self) -> tuple[Criterion, ...]:
        """The same in the words of the rules."""
        return tuple(Criterion(**criterion.model_dump()) for criterion in self.criteria)
