"""clippy: what Rust's compiler lets through, where the system has it."""

from __future__ import annotations

from typing import Any

from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding
from evaluations.scanning.scanners.installed import clippy_driver

OPTIONS = (
    *("--edition=2021", "--crate-type=lib", "--crate-name=solution", "--error-format=json"),
    *("--cap-lints=warn", "-Wclippy::all", "-Aclippy::new_without_default"),
    *("--sysroot", "/usr"),
)
BUGS = """
    absurd_extreme_comparisons almost_swapped approx_constant async_yields_async bad_bit_mask
    cast_slice_different_sizes derive_ord_xor_partial_ord deprecated_semver drop_copy drop_ref
    enum_clike_unportable_variant eq_op erasing_op float_cmp fn_address_comparisons forget_copy
    if_let_mutex ifs_same_cond infinite_iter invalid_regex iter_next_loop iterator_step_by_zero
    logic_bug match_str_case_mismatch mem_replace_with_uninit min_max mistyped_literal_suffixes
    never_loop option_env_unwrap out_of_bounds_indexing possible_missing_comma self_assignment
    suspicious_splitn unit_cmp unit_hash uninit_assumed_init uninit_vec unused_io_amount
    vec_resize_to_zero while_immutable_condition wrong_transmute zst_offset
"""
"""Of the group clippy::correctness: the program does not do what it says."""

RISKS = """
    unused_must_use unused_variables unreachable_code unconditional_recursion static_mut_refs
    zombie_processes cognitive_complexity too_many_arguments mut_range_bound needless_range_loop
"""

SEVERITY_BY_RULE = {
    **dict.fromkeys(BUGS.split(), Severity.MEDIUM),
    **dict.fromkeys(RISKS.split(), Severity.LOW),
}


def parse(said: Said) -> Parsed:
    """Warnings of the files that compile by themselves."""
    return Parsed(
        findings=tuple(map(_finding, said["warnings"])), not_scanned=dict(said["skipped"])
    )


def severity_of(rule: str) -> Severity:
    """What is neither a bug nor a risk is style."""
    return SEVERITY_BY_RULE.get(rule.removeprefix("clippy::"), Severity.INFO)


def _finding(item: dict[str, Any]) -> Finding:
    rule = item["rule"]
    return finding(
        CLIPPY.name,
        rule,
        severity_of(rule),
        item["file"],
        item["line"],
        end_line=item["end_line"],
        message=item["message"],
        raw_severity="warning",
    )


CLIPPY = Scanner(
    name="clippy",
    languages=frozenset({"rust"}),
    distribution="clippy",
    version_of=clippy_driver,
    settings={"options": OPTIONS},
    limits={"cpu_seconds": 20, "wall_seconds": 40, "memory_bytes": 2048 * MEBIBYTE},
    parse=parse,
)
