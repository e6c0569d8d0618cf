"""Blinding is proven, not promised: canary names crawled for, and twins compared byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.live.campaign import CampaignProgress
from evaluations.models import Campaign, EvidencePolicy, LanguageModel, Solution
from tests.architecture.conftest import Stage
from tests.architecture.surfaces import addresses
from tests.personas import Persona

pytestmark = pytest.mark.django_db

GUESSES = ("model", "language_model", "provider", "ordering", "solution", "search", "q")


def contents(response: HttpResponseBase) -> str:
    """Everything a browser receives: headers, cookies, body."""
    body = (
        b"".join(response) if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
    )
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()))
    return f"{response.status_code}\n{headers}\n{response.cookies}\n{body.decode()}"


def surfaces(browser: Client, stage: Stage) -> Iterator[tuple[str, str]]:
    """What a reviewer gets from every address by every way of asking."""
    token, campaign = stage.things.token, stage.things.campaign
    for name, address in addresses(stage.things).items():
        yield f"GET {name}", contents(browser.get(address))
        yield f"OPTIONS {name}", contents(browser.options(address))
    for view in ("aligned", "unified", "unknown"):
        address = f"/review/{token}/fragment/?view={view}"
        yield f"view {view}", contents(browser.get(address))
    for name in ("api-reviews", "api-assignments", "api-campaign-list", "api-solution-list"):
        for guess in GUESSES:
            address = f"{addresses(stage.things)[name]}?{guess}=zq"
            yield f"{name} by {guess}", contents(browser.get(address))
    yield from _posts(browser, f"/api/v1/assignments/{token}", campaign)
    yield "no such page", contents(browser.get("/no/such/page/"))
    yield "no such token", contents(browser.get(f"/review/{uuid4()}/"))


def _posts(browser: Client, own: str, campaign: object) -> Iterator[tuple[str, str]]:
    json = "application/json"
    next_one = f"/api/v1/campaigns/{campaign}/assignments/next/"
    yield "next", contents(browser.post(next_one, {}, content_type=json))
    yield "shown", contents(browser.post(f"{own}/shown/", {}, content_type=json))
    yield "heartbeat", contents(browser.post(f"{own}/heartbeat/", {}, content_type=json))
    yield "draft", contents(browser.put(f"{own}/draft/", {"comment": "x"}, content_type=json))
    yield "bad draft", contents(browser.put(f"{own}/draft/", "[", content_type=json))
    yield "bad review", contents(browser.post(f"{own}/review/", {}, content_type=json))
    yield "rate", contents(browser.post(f"/campaigns/{campaign}/rate/"))


def reveals(text: str, secrets: list[str]) -> list[str]:
    """Which secrets occur; also without hyphens, as ids are written in some places."""
    folded = text.casefold()
    return [secret for secret in secrets if secret in folded or secret.replace("-", "") in folded]


ECHOED = re.compile(r"^(GET|OPTIONS) (solution|problem|api-(solution|run|model|comparison))")
"""Rows whose address itself carries an id that a reviewer never learns."""


@pytest.mark.parametrize("policy", [EvidencePolicy.FROM_START, EvidencePolicy.NEVER])
def test_it_never_shows_a_reviewer_who_wrote_what(
    stage: Stage, reviewer: Persona, policy: str
) -> None:
    Campaign.objects.update(evidence_policy=policy)
    leaks = {
        name: found
        for name, text in surfaces(reviewer.browser, stage)
        if (found := reveals(text, stage.secrets))
    }
    assert not leaks


def test_it_would_notice_a_leak(stage: Stage, admin: Persona) -> None:
    """The control: the same crawl as an admin who does not rate finds the names."""
    found = {name for name, text in surfaces(admin.browser, stage) if reveals(text, stage.secrets)}
    assert {
        "GET solution",
        "GET run",
        "GET scan",
        "GET campaign",
        "GET api-model-list",
        "GET api-solution-list",
    } <= found


def test_it_blinds_an_admin_who_rates(stage: Stage, admin: Persona) -> None:
    stage.campaign.memberships.create(reviewer=admin.rater, order_seed=1)
    for name in (
        "solution",
        "run",
        "scan",
        "api-solution-detail",
        "api-solution-findings",
        "api-run-detail",
        "api-comparison-detail",
    ):
        assert admin.browser.get(addresses(stage.things)[name]).status_code == 404
    for name in ("report", "api-report", "api-export", "api-export-findings"):
        assert admin.browser.get(addresses(stage.things)[name]).status_code == 403


def exchange_models(stage: Stage) -> None:
    """Every solution gets the other model; code and evidence stay where they are."""
    first, second = LanguageModel.objects.filter(campaigns=stage.campaign).order_by("pk")
    samples = count(1000)
    for model, target in ((first, None), (second, first), (None, second)):
        chosen = Solution.objects.filter(sample__gte=1000)
        if model is not None:
            chosen = Solution.objects.filter(language_model=model, sample__lt=1000)
        for solution in chosen:
            solution.language_model = target or first
            solution.sample = next(samples) if target is None else 0
            solution.save()


def without_chance(text: str) -> str:
    """A response without what differs between any two requests: CSRF tokens, cookies, the clock."""
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"csrftoken=\w+|sessionid=\w+|expires=[^;]+|Expires: .*", "", text)
    return re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?", "", text)


def test_it_changes_no_byte_when_the_models_are_exchanged(stage: Stage, reviewer: Persona) -> None:
    browser = reviewer.browser
    list(surfaces(browser, stage))  # the first visit starts leases; after that nothing moves
    before = {name: without_chance(text) for name, text in surfaces(browser, stage)}
    exchange_models(stage)
    after = {name: without_chance(text) for name, text in surfaces(browser, stage)}
    assert before.keys() == after.keys()
    different = [name for name in before if before[name] != after[name]]
    assert not different


def test_it_costs_the_same_number_of_queries_for_both_twins(
    stage: Stage, reviewer: Persona
) -> None:
    browser = reviewer.browser
    address = addresses(stage.things)["review"]
    browser.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(address)
        counts.append(len(queries))
        exchange_models(stage)
    assert counts[0] == counts[1]


def test_it_answers_for_others_tokens_as_for_none(stage: Stage, other_reviewer: Persona) -> None:
    browser = other_reviewer.browser
    theirs = browser.get(f"/review/{stage.things.token}/")
    nobodys = browser.get(f"/review/{uuid4()}/")
    assert without_chance(contents(theirs)) == without_chance(contents(nobodys))


@pytest.mark.django_db(transaction=True)
def test_it_says_nothing_of_models_over_the_websocket(stage: Stage, reviewer: Persona) -> None:
    async def first_frame() -> str:
        scope = {
            "type": "websocket",
            "user": reviewer.user,
            "url_route": {"kwargs": {"public_id": stage.campaign.public_id}},
        }
        socket = ApplicationCommunicator(CampaignProgress.as_asgi(), scope)
        await socket.send_input({"type": "websocket.connect"})
        assert (await socket.receive_output(10))["type"] == "websocket.accept"
        frame: str = (await socket.receive_output(10))["text"]
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(10)
        return frame

    frame = async_to_sync(first_frame)()
    assert '"progress"' in frame
    assert not reveals(frame, stage.secrets)
