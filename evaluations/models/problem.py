"""Programming tasks and the suites that test their solutions."""

from __future__ import annotations

from django.db import models

from evaluations.models.base import PublicModel, known


class ProblemSet(PublicModel):
    """A named, versioned set of problems."""

    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40, default="1")
    description = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"], name="problem_set_version_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Problem(PublicModel):
    """One task. ``prompt`` is Markdown or source.

    ``starter_files`` (path -> text) is what every solution starts from, and what a patch is made
    against; ``reference_files`` is a solution that passes, laid over the starter files;
    ``reference_metrics`` its numbers (name, value, unit), once it was measured.
    """

    problem_set = models.ForeignKey(ProblemSet, on_delete=models.CASCADE, related_name="problems")
    key = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=40, default="python")
    prompt = models.TextField()
    entry_point = models.CharField(max_length=200, blank=True)
    starter_files = models.JSONField(default=dict, blank=True)
    reference_files = models.JSONField(default=dict, blank=True)
    reference_metrics = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["problem_set_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem_set", "key"], name="problem_key_is_unique_in_its_set"
            )
        ]

    def __str__(self) -> str:
        return self.key


class SuiteKind(models.TextChoices):
    CORRECTNESS = "correctness", "Correctness"
    ROBUSTNESS = "robustness", "Robustness"
    PERFORMANCE = "performance", "Performance"


class SuiteFormat(models.TextChoices):
    CHECK_FUNCTION = "check_function", "check(candidate)"
    ASSERTIONS = "assertions", "List of asserts"
    CALLS = "calls", "Table of calls"
    PROGRAMS = "programs", "Standard input and output"
    PYTEST = "pytest", "pytest file"
    UNITTEST = "unittest", "unittest file"
    NODE_TEST = "node_test", "node:test file"
    JEST = "jest", "describe, test, expect"
    GO_TEST = "go_test", "go test file"
    CARGO_TEST = "cargo_test", "cargo test file"
    BATS = "bats", "bats file"
    BASH_TEST = "bash_test", "Bash test functions"
    SQL = "sql", "SQL queries"


class TestSuite(PublicModel):
    """Tests of one problem. ``setup`` runs before them (MBPP's ``test_setup_code``).

    ``path`` is where ``code`` lies beside the solution (empty: the format's own place), ``files``
    what else lies there (path -> text). ``limits`` replace some of the language's. ``manifest``
    has the ids of the tests, collected with the reference solution by the self-check.
    """

    __test__ = False  # pytest must not collect a model

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="suites")
    name = models.CharField(max_length=80, default="tests")
    kind = models.CharField(max_length=16, choices=SuiteKind, default=SuiteKind.CORRECTNESS)
    format = models.CharField(max_length=20, choices=SuiteFormat)
    setup = models.TextField(blank=True)
    code = models.TextField()
    path = models.CharField(max_length=255, blank=True)
    files = models.JSONField(default=dict, blank=True)
    replicates = models.PositiveSmallIntegerField(default=1)
    limits = models.JSONField(default=dict, blank=True)
    manifest = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "name"], name="suite_name_is_unique_in_its_problem"
            ),
            models.CheckConstraint(
                name="suite_runs_1_to_20_times",
                condition=models.Q(replicates__gte=1, replicates__lte=20),
            ),
            models.CheckConstraint(name="suite_kind_is_known", condition=known("kind", SuiteKind)),
            models.CheckConstraint(
                name="suite_format_is_known", condition=known("format", SuiteFormat)
            ),
        ]

    def __str__(self) -> str:
        return self.name
