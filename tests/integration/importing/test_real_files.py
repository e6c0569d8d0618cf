"""The real files of the harnesses, into the database and once more."""

from __future__ import annotations

import pytest

from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import find_problem_set, import_problems, import_solutions
from evaluations.models import LanguageModel, Solution, TestRun
from tests.data import shared_data

pytestmark = pytest.mark.django_db

SAMPLES = (
    "gpt4_final_500c_long",
    "gpt3_final_500c_long",
    "Claude_Plus_custom_md",
    "Bard_custom",
    "TheBloke_WizardLM-30B-GPTQ_VICUNA_MARKDOWN",
    "GeorgiaTechResearchInstitute_starcoder-gpteacher-code-instruct_ALPACA_INPUT_MARKDOWN",
)
RESULTS = (
    "formats/human-eval/gpt4_final_500c_long.jsonl_results.jsonl",
    "formats/human-eval/Bard_custom.jsonl_results.jsonl",
)
EVALPLUS = (
    "meta-llama--Meta-Llama-3-8B-Instruct",
    "meta-llama--Meta-Llama-3-8B",
    "mistralai--Mistral-7B-Instruct-v0.2",
)


def test_it_takes_in_human_eval_with_six_models_twice():
    problems = IncomingFile(path=shared_data("problems/humaneval/HumanEval.jsonl.gz"))
    assert import_problems(file=problems, set_name="HumanEval").new == 164
    assert import_problems(file=problems, set_name="HumanEval").unchanged == 164
    human_eval = find_problem_set(name="HumanEval")
    files = [f"outputs/humaneval-samples/{model}.jsonl" for model in SAMPLES]
    for new in (164, 0):
        for name in files:
            file = IncomingFile(path=shared_data(name))
            preview = import_solutions(file=file, problem_set=human_eval)
            assert [(m.new, m.missing) for m in preview.models] == [(new, 0)]
    for name in RESULTS:
        file = IncomingFile(path=shared_data(name))
        preview = import_solutions(file=file, problem_set=human_eval)
        assert (preview.new, preview.new_results) == (0, 164)
    assert LanguageModel.objects.count() == 6
    assert Solution.objects.count() == 6 * 164
    assert TestRun.objects.filter(verdict="passed").count() == 141 + 73


def test_it_takes_in_mbpp_with_three_evalplus_results():
    problems = IncomingFile(path=shared_data("problems/mbpp/mbpp.jsonl"))
    assert import_problems(file=problems, set_name="MBPP").new == 974
    mbpp = find_problem_set(name="MBPP")
    for new in (378, 0):
        for model in EVALPLUS:
            name = f"{model}_vllm_temp_0.0-sanitized_eval_results.json"
            file = IncomingFile(path=shared_data(f"outputs/evalplus-mbpp/{name}"))
            preview = import_solutions(file=file, problem_set=mbpp)
            assert [(m.new, m.new_results, m.missing) for m in preview.models] == [
                (new, 2 * new, 974 - 378)
            ]
    passed = TestRun.objects.filter(verdict="passed")
    assert passed.filter(imported_from="evalplus base").count() == 249 + 228 + 172
    assert passed.filter(imported_from="evalplus plus").count() == 211 + 1 + 184 + 3 + 143 + 1
