from __future__ import annotations

import csv
import hashlib
import json

import pytest
from click.testing import CliRunner

from evaluations.errors import Conflict, NotFound
from evaluations.models import Rating, Review
from evaluations.planning.design import hash_record
from evaluations.reporting import service
from evaluations.reporting.exports.service import export_campaign, stream_table
from evaluations.reporting.service import build_report
from reviewplatform.cli import main
from tests.factories import make_campaign, make_submission
from tests.integration.reporting.panel import prefer, review_everything, sides_of
from tests.personas import Persona

pytestmark = pytest.mark.django_db
NASTY = '=HYPERLINK("http://evil")\nsecond line, "quoted"'


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch):
    """Drawing takes a process of its own, and exports have no charts."""
    monkeypatch.setattr(service, "draw_charts", lambda content: {})


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona):
    panel = [reviewer.rater, other_reviewer.rater]
    made = make_campaign(reviewers=panel)
    review_everything(
        made, panel[:1], lambda left, right: make_submission(comment=NASTY, confidence=None)
    )
    review_everything(made, panel[1:], prefer("Model two"))
    return made


def read_csv(folder, name):
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_jsonl(folder, name):
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def test_it_writes_one_row_for_each_rating_and_each_review(campaign, tmp_path):
    build_report(campaign=campaign)
    export_campaign(campaign=campaign, folder=tmp_path, endings=["csv", "jsonl"])
    assert len(read_csv(tmp_path, "ratings.csv")) == Rating.objects.count() == 72
    assert len(read_jsonl(tmp_path, "reviews.jsonl")) == Review.objects.count() == 18
    assert read_csv(tmp_path, "scorecards.csv")[0]["measure"] == "win_score"


def test_it_says_of_each_rating_which_solution_it_was_for(campaign, tmp_path):
    export_campaign(campaign=campaign, folder=tmp_path, endings=["jsonl"])
    by_review = {str(row.public_id): row for row in Review.objects.all()}
    for row in read_jsonl(tmp_path, "ratings.jsonl"):
        review = by_review[row["review"]]
        left, right = sides_of(review.assignment)
        assert row["model"] == {"left": left, "right": right}[row["side"]]
        assert row["other_model"] == {"left": right, "right": left}[row["side"]]
        stored = Rating.objects.get(
            review=review, criterion__key=row["criterion"], solution__public_id=row["solution"]
        )
        assert (row["points"], row["scale_points"]) == (stored.points, 5)


def test_it_tells_what_every_analysis_of_reviews_needs(campaign, tmp_path):
    export_campaign(campaign=campaign, folder=tmp_path, endings=["jsonl"])
    row = read_jsonl(tmp_path, "reviews.jsonl")[0]
    assert row["reviewer"].startswith("Pseudonym of")
    assert (row["evidence_policy"], row["active_seconds"]) == ("from_start", 60)
    assert (row["late"], row["is_sample"], row["kind"]) == (False, False, "study")
    assert (row["rubric_version"], row["design_hash"]) == (1, campaign.design_hash)
    assert row["submitted_at"].endswith("Z")
    assert {row["left_model"], row["right_model"]} < {"Model one", "Model two", "Model three"}


def test_it_never_tells_who_a_reviewer_is(campaign, tmp_path):
    paths = export_campaign(campaign=campaign, folder=tmp_path, endings=["csv", "jsonl"])
    written = "".join(path.read_text() for path in paths)
    assert "Other Reviewer" not in written
    assert "other_reviewer" not in written.replace("Pseudonym of other_reviewer", "")


def test_it_neutralises_formulas_in_csv_and_keeps_jsonl_exact(campaign, tmp_path):
    export_campaign(campaign=campaign, folder=tmp_path, endings=["csv", "jsonl"])
    comments = {row["comment"] for row in read_csv(tmp_path, "reviews.csv")}
    assert f"'{NASTY}" in comments
    assert not any(comment.startswith("=") for comment in comments)
    assert NASTY in {row["comment"] for row in read_jsonl(tmp_path, "reviews.jsonl")}


def test_it_describes_the_files_in_a_manifest(campaign, tmp_path):
    report = build_report(campaign=campaign)
    paths = export_campaign(campaign=campaign, folder=tmp_path, endings=["csv"])
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert {path.name for path in paths} == {
        "manifest.json", "ratings.csv", "reviews.csv", "scorecards.csv",
    }  # fmt: skip
    for entry in manifest["files"]:
        content = (tmp_path / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["size_bytes"] == len(content)
        assert entry["rows"] == len(read_csv(tmp_path, entry["name"]))
    assert manifest["schema_version"] == 1
    assert manifest["report"]["inputs_hash"] == report.inputs_hash
    assert hash_record(manifest["design"]) == manifest["design_hash"] == campaign.design_hash


def test_it_writes_the_same_bytes_twice(campaign, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    export_campaign(campaign=campaign, folder=first, endings=["csv", "jsonl"])
    export_campaign(campaign=campaign, folder=second, endings=["csv", "jsonl"])
    for name in ("ratings.csv", "reviews.csv", "ratings.jsonl", "reviews.jsonl"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_it_exports_scorecards_without_rows_before_the_first_report(campaign, tmp_path):
    export_campaign(campaign=campaign, folder=tmp_path, endings=["csv"])
    assert read_csv(tmp_path, "scorecards.csv") == []
    assert json.loads((tmp_path / "manifest.json").read_text())["report"] is None


def test_it_refuses_a_table_that_does_not_exist(campaign):
    with pytest.raises(NotFound, match="ratings, reviews, scorecards"):
        stream_table(campaign=campaign, table="passwords", ending="csv")


def test_it_says_so_when_the_folder_cannot_be_written(campaign, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Conflict, match="Cannot write"):
        export_campaign(campaign=campaign, folder=tmp_path / "taken", endings=["csv"])


def test_it_exports_from_the_command_line(campaign, tmp_path):
    arguments = ["export", campaign.name, "--to", str(tmp_path), "--format", "csv"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "manifest.json", "ratings.csv", "reviews.csv", "scorecards.csv",
    ]  # fmt: skip


def test_it_reports_on_the_command_line(campaign):
    result = CliRunner().invoke(main, ["report", campaign.name])
    assert result.exit_code == 0, result.output
    assert "Win score" in result.output
    assert "Model two" in result.output


def test_it_reports_as_json_for_programs(campaign):
    result = CliRunner().invoke(main, ["report", str(campaign.public_id), "--json"])
    document = json.loads(result.output)
    assert document["design_hash"] == campaign.design_hash
    assert "charts" not in document["content"]


def test_it_says_which_campaigns_there_are_when_the_name_is_wrong(campaign):
    result = CliRunner().invoke(main, ["report", "no such campaign"])
    assert result.exit_code == 2
    assert campaign.name in result.output
