"""What people may send to curation."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from services.curation.domain import Assessment, Criterion, Demand, Department, Recommendation, ask_for
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

    def with_fields(self, known: Mapping[str, str | None]) -> Self:
        """The same, where corrections that name no field have the one that is known for their text."""
        named = tuple(c.model_copy(update={"field": c.field or known.get(c.text)}) for c in self.corrections)
        return self.model_copy(update={"corrections": named})

    def assessment(self, department: Department) -> Assessment:
        """The same in the words of the rules."""
        return Assessment(
            scores=self.scores,
            recommendation=self.recommendation,
            conditions=tuple(Demand(demand.text, demand.due) for demand in self.conditions),
            corrections=tuple(
                ask_for(correction.text, field=correction.field, department=department)
                for correction in self.corrections
            ),
            reason=self.reason or None,
        )


class FulfilmentForm(Form):
    """How a condition was met."""

    note: Remark = ""


class CriterionForm(Form):
    """One thing that is scored."""

    code: Name = Field("", description="Made from the name if it is left out")
    name: Name
    weight: Whole
    minimum: Whole = Field(0, description="Fewer points than these cannot be made up for")

    def criterion(self) -> Criterion:
        """The same in the words of the rules."""
        code = self.code or re.sub("[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return Criterion(code, self.name, self.weight, self.minimum)


class RubricForm(Form):
    """What a city scores by from now on."""

    city: Name
    criteria: tuple[CriterionForm, ...] = Field(max_length=MOST)
    pass_mark: Whole

    def rules(self) -> tuple[Criterion, ...]:
        """The same in the words of the rules."""
        return tuple(criterion.criterion() for criterion in self.criteria)
