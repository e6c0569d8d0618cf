from __future__ import annotations

import os
import stat

import psycopg
import pytest
import redis

from reviewplatform.embedded.layout import data_directory
from reviewplatform.embedded.postgres import end_leftover_server
from reviewplatform.embedded.services import EmbeddedServices, environment_of
from reviewplatform.embedded.valkey import PING, ask


@pytest.fixture
def services(directory):
    with EmbeddedServices(directory, durable=False) as services:
        yield services


def query(directory, statement):
    with psycopg.connect(directory.database_url, autocommit=True) as connection:
        return connection.execute(statement)


def test_it_serves_a_unicode_database_at_the_address_it_names(directory, services):
    encoding = query(directory, "SELECT current_setting('server_encoding')").fetchone()
    assert encoding == ("UTF8",)
    assert query(directory, "SELECT upper('é')").fetchone() == ("É",)


def test_it_serves_a_broker_at_the_address_it_names(directory, services):
    with redis.Redis.from_url(directory.redis_url) as broker:
        assert broker.ping()


def test_it_listens_on_no_network_and_shows_its_sockets_to_nobody(directory, services):
    assert query(directory, "SHOW listen_addresses").fetchone() == ("",)
    assert stat.S_IMODE(directory.sockets.stat().st_mode) == 0o700
    with redis.Redis.from_url(directory.redis_url) as broker:
        assert broker.config_get("port") == {"port": "0"}


def test_it_never_runs_a_server_as_root(services):
    for child in services.children:
        assert os.stat(f"/proc/{child.process.pid}").st_uid != 0


def test_it_keeps_one_secret_key_for_its_owner_alone(directory, services):
    first, second = (environment_of(directory) for _ in range(2))
    assert len(first["REVIEWPLATFORM_SECRET_KEY"]) >= 50
    assert first == second
    assert stat.S_IMODE(directory.secret_key_file.stat().st_mode) == 0o600


def test_it_leaves_no_process_and_no_socket_behind(directory):
    with EmbeddedServices(directory, durable=False) as services:
        processes = [child.process for child in services.children]
    assert all(process.returncode == 0 for process in processes)
    assert list(directory.sockets.iterdir()) == []


def test_it_starts_over_a_process_id_that_another_program_now_bears(directory):
    with EmbeddedServices(directory, durable=False):
        pass
    (directory.postgres / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with EmbeddedServices(directory, durable=False):
        assert query(directory, "SELECT 1").fetchone() == (1,)


def test_it_ends_a_server_that_outlived_a_killed_run(directory, services):
    end_leftover_server(directory.postgres)
    assert services.database.process.wait(timeout=10) == 0


def test_it_starts_over_a_broker_that_outlived_a_killed_run(directory, services):
    orphan = services.broker
    services.start_broker()
    assert orphan.process.wait(timeout=10) == 0
    assert ask(directory.valkey_socket, PING) == b"+PONG\r\n"


def test_it_makes_the_database_anew_after_a_setup_that_was_cut_off(directory):
    services = EmbeddedServices(directory, durable=False)
    services.open()
    services.wipe()
    half = directory.postgres.with_name("postgres.half")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    services.stop()
    with EmbeddedServices(directory, durable=False):
        assert query(directory, "SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_it_wipes_all_but_the_lock(directory):
    services = EmbeddedServices(directory)
    services.open()
    services.wipe()
    services.stop()
    assert [path.name for path in directory.root.iterdir()] == ["lock"]


def test_it_works_where_the_path_is_too_long_for_a_socket(directory):
    deep = data_directory(directory.root / ("deep" * 30))
    with EmbeddedServices(deep, durable=False):
        assert query(deep, "SELECT 1").fetchone() == (1,)
    assert list(deep.sockets.iterdir()) == []
    deep.sockets.rmdir()
