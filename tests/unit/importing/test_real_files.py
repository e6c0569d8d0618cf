"""The real files of the harnesses."""

from __future__ import annotations

from collections import Counter

import pytest

from evaluations.importing.formats.base import KnownProblem
from evaluations.importing.records import ModelIdentity, ProblemRecord, SolutionRecord
from evaluations.languages import canonical
from tests.data import shared_data
from tests.unit.importing.reading_helpers import read_problems, read_solutions

HUMAN_EVAL = "problems/humaneval/HumanEval.jsonl.gz"
SAMPLES = (
    "gpt4_final_500c_long",
    "gpt3_final_500c_long",
    "Claude_Plus_custom_md",
    "Bard_custom",
    "TheBloke_WizardLM-30B-GPTQ_VICUNA_MARKDOWN",
    "GeorgiaTechResearchInstitute_starcoder-gpteacher-code-instruct_ALPACA_INPUT_MARKDOWN",
)
EVALPLUS = {
    "meta-llama--Meta-Llama-3-8B-Instruct": ("meta-llama", "Meta-Llama-3-8B-Instruct", 249, 211),
    "meta-llama--Meta-Llama-3-8B": ("meta-llama", "Meta-Llama-3-8B", 228, 184 + 3),
    "mistralai--Mistral-7B-Instruct-v0.2": ("mistralai", "Mistral-7B-Instruct-v0.2", 172, 143),
}


@pytest.fixture(scope="module")
def human_eval() -> dict[str, KnownProblem]:
    records, faults = read_problems(shared_data(HUMAN_EVAL))
    assert not faults
    return {
        record.key: KnownProblem(prompt=record.prompt, entry_point=record.entry_point)
        for record in records
        if isinstance(record, ProblemRecord)
    }


def test_it_reads_all_164_human_eval_problems(human_eval: dict[str, KnownProblem]):
    assert len(human_eval) == 164


@pytest.mark.parametrize("model", SAMPLES)
def test_it_reads_the_164_samples_of_each_model(model: str, human_eval: dict[str, KnownProblem]):
    path = shared_data(f"outputs/humaneval-samples/{model}.jsonl")
    records, faults = read_solutions(path, problems=human_eval)
    assert not faults
    assert len({record.problem for record in records if isinstance(record, SolutionRecord)}) == 164
    assert {record.model.name for record in records if isinstance(record, SolutionRecord)} == {
        model
    }


def test_it_reads_the_results_of_human_eval(human_eval: dict[str, KnownProblem]):
    path = shared_data("formats/human-eval/gpt4_final_500c_long.jsonl_results.jsonl")
    records, faults = read_solutions(path, problems=human_eval)
    assert not faults
    verdicts = Counter(r.results[0].verdict for r in records if isinstance(r, SolutionRecord))
    assert verdicts == {"passed": 141, "failed": 22, "timeout": 1}


def test_it_reads_all_974_mbpp_problems_and_finds_each_entry_point():
    records, faults = read_problems(shared_data("problems/mbpp/mbpp.jsonl"))
    assert not faults
    assert len(records) == 974
    assert all(record.entry_point for record in records if isinstance(record, ProblemRecord))
    assert sum(len(r.suites) for r in records if isinstance(r, ProblemRecord)) == 974 + 11


@pytest.mark.parametrize("language", ["js", "go", "rust", "python"])
def test_it_reads_the_164_problems_of_humaneval_x(language: str):
    path = shared_data(f"problems/humaneval-x/humaneval_{language}.jsonl.gz")
    records, faults = read_problems(path)
    problems = [record for record in records if isinstance(record, ProblemRecord)]
    assert not faults
    assert len(problems) == 164
    assert {problem.language for problem in problems} == {canonical(language)}
    for problem in problems:
        assert problem.entry_point in problem.suites[0].code
        assert all(problem.entry_point in text for text in problem.reference.values())


@pytest.mark.parametrize("language", ["rust", "python"])
def test_it_reads_the_164_generations_of_codegeex(language: str):
    path = f"problems/humaneval-x/humaneval_{language}.jsonl.gz"
    known = {
        record.key: KnownProblem(
            language=record.language, prompt=record.prompt, entry_point=record.entry_point
        )
        for record in read_problems(shared_data(path))[0]
        if isinstance(record, ProblemRecord)
    }
    path = f"outputs/humaneval-x-codegeex/humaneval_{language}_generations.jsonl.gz"
    records, faults = read_solutions(shared_data(path), problems=known)
    assert [fault.remedy for fault in faults] == ["Name it, on the command line with --model"]
    model = ModelIdentity(name="CodeGeeX-13B")
    records, faults = read_solutions(shared_data(path), problems=known, model=model)
    assert not faults
    assert len({record.content_hash for record in records}) == 164


@pytest.mark.parametrize("name", EVALPLUS)
def test_it_reads_378_evalplus_results_of_each_model(name: str):
    mbpp, _ = read_problems(shared_data("problems/mbpp/mbpp.jsonl"))
    known = {r.key: KnownProblem() for r in mbpp if isinstance(r, ProblemRecord)}
    path = shared_data(f"outputs/evalplus-mbpp/{name}_vllm_temp_0.0-sanitized_eval_results.json")
    found, faults = read_solutions(path, problems=known)
    records = [record for record in found if isinstance(record, SolutionRecord)]
    provider, model, base, plus = EVALPLUS[name]
    assert not faults
    assert len(records) == 378
    assert {(r.model.provider, r.model.name) for r in records} == {(provider, model)}
    assert sum(r.results[0].verdict == "passed" for r in records) == base
    assert sum(r.results[1].verdict == "passed" for r in records) >= plus
