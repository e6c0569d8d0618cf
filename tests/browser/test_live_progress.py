"""Live progress over a real socket to a real server, and in a real page."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Campaign
from evaluations.planning.service import invite_reviewers
from evaluations.rating.service import submit_review
from tests.browser.conftest import OpenPage, Site
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = pytest.mark.browser

IDLE_SECONDS = 20


def open_socket(
    site: Site, campaign_id: object, persona: Persona | None, origin: str | None = None
) -> ClientConnection:
    """A socket as a signed-in browser opens it."""
    headers = {}
    if persona is not None:
        client = Client()
        client.force_login(persona.user)
        headers["Cookie"] = f"sessionid={client.cookies['sessionid'].value}"
    address = f"{site.url.replace('http', 'ws', 1)}/live/campaigns/{campaign_id}/"
    return connect(address, additional_headers=headers, origin=Origin(origin or site.url))


def next_progress(socket: ClientConnection, timeout: float = 10) -> dict[str, Any]:
    """The next snapshot, signs of life left out."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=timeout))
        if message["type"] == "progress":
            return message


@pytest.fixture(autouse=True)
def silent_events() -> None:
    """Events are what is tested here; they are sent from a thread that has no event loop."""


def review_one(campaign: Campaign, persona: Persona) -> None:
    def review() -> None:
        assignment = lease_next_assignment(campaign=campaign, reviewer=persona.rater)
        assert assignment is not None
        submit_review(token=assignment.token, reviewer=persona.rater, submission=make_submission())
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(review).result()


@pytest.fixture
def campaign(site: Site, reviewer: Persona, other_reviewer: Persona) -> Campaign:
    return make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])


def test_it_tells_of_a_review_even_after_twenty_idle_seconds(
    site: Site, campaign: Campaign, reviewer: Persona, admin: Persona
) -> None:
    with open_socket(site, campaign.public_id, admin) as socket:
        assert next_progress(socket)["reviews"] == {"done": 0, "total": 18, "seconds_left": None}
        with pytest.raises(TimeoutError):
            next_progress_within_idle_time(socket)
        review_one(campaign, reviewer)
        assert next_progress(socket)["reviews"]["done"] == 1


def next_progress_within_idle_time(socket: ClientConnection) -> None:
    """Wait idle: signs of life may come, a snapshot must not."""
    first = json.loads(socket.recv(timeout=IDLE_SECONDS))
    assert first == {"type": "alive"}
    socket.recv(timeout=IDLE_SECONDS - 15)


def test_it_answers_a_burst_of_reviews_with_few_messages(
    site: Site, campaign: Campaign, reviewer: Persona, admin: Persona
) -> None:
    with open_socket(site, campaign.public_id, admin) as socket:
        next_progress(socket)
        for _ in range(6):
            review_one(campaign, reviewer)
        messages = 0
        while next_progress(socket)["reviews"]["done"] < 6:
            messages += 1
        assert messages < 6


@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_it_closes_the_socket_of_who_may_not_watch(
    site: Site, campaign: Campaign, outsider: Persona, who: str
) -> None:
    persona = outsider if who == "outsider" else None
    with open_socket(site, campaign.public_id, persona) as socket:
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)
        assert socket.close_code == 4404


def test_it_says_the_same_of_a_campaign_that_does_not_exist(site: Site, outsider: Persona) -> None:
    with open_socket(site, uuid4(), outsider) as socket:
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)
        assert socket.close_code == 4404


def test_it_disconnects_who_loses_the_right_to_watch(
    site: Site, campaign: Campaign, reviewer: Persona, other_reviewer: Persona
) -> None:
    with open_socket(site, campaign.public_id, other_reviewer) as socket:
        next_progress(socket)
        invite_reviewers(campaign=campaign, reviewers=[reviewer.rater])
        review_one(campaign, reviewer)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)


def test_it_refuses_a_socket_opened_by_another_site(
    site: Site, campaign: Campaign, admin: Persona
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_socket(site, campaign.public_id, admin, origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403


def test_it_counts_up_on_the_campaign_page_while_it_is_open(
    site: Site, campaign: Campaign, reviewer: Persona, admin: Persona, open_page: OpenPage
) -> None:
    page = open_page(admin, f"/campaigns/{campaign.public_id}/")
    expect(page.locator("#live-state")).to_have_text("live")
    review_one(campaign, reviewer)
    expect(page.locator('[data-count="reviews.done"]')).to_have_text("1")


def test_it_polls_while_no_socket_can_be_had(
    site: Site, campaign: Campaign, reviewer: Persona, admin: Persona, open_page: OpenPage
) -> None:
    page = open_page(admin, "/")
    page.route_web_socket("**/live/**", lambda socket: socket.close())
    page.goto(f"{site.url}/campaigns/{campaign.public_id}/")
    expect(page.locator("#live-state")).to_have_text("refreshed every few seconds")
    review_one(campaign, reviewer)
    expect(page.locator('[data-count="reviews.done"]')).to_have_text("1", timeout=10_000)
