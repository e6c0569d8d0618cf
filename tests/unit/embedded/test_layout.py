from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from reviewplatform.database import database_settings
from reviewplatform.embedded.layout import (
    LONGEST_SOCKET_PATH,
    POSTGRES_SOCKET,
    data_directory,
    default_data_directory,
)


def test_it_gives_addresses_the_settings_understand():
    directory = data_directory(Path("/srv/reviews"))
    settings = database_settings(directory.database_url, pool_size=1)
    assert settings["HOST"] == "/srv/reviews/run"
    assert settings["NAME"] == "reviewplatform"
    assert settings["USER"] == "postgres"
    assert urlsplit(directory.redis_url).path == "/srv/reviews/run/valkey.sock"
    assert parse_qs(urlsplit(directory.redis_url).query) == {"db": ["0"]}


def test_it_moves_the_sockets_where_the_path_is_too_long_for_the_kernel():
    near = data_directory(Path("/srv/reviews"))
    far = data_directory(Path("/srv") / ("deep" * 30))
    other = data_directory(Path("/srv") / ("deep" * 31))
    assert near.sockets.is_relative_to(near.root)
    assert len(str(far.sockets / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH
    assert far.sockets != other.sockets


def test_it_takes_the_data_directory_from_the_environment(monkeypatch):
    monkeypatch.setenv("REVIEWPLATFORM_DATA_DIR", "/srv/reviews")
    assert default_data_directory().root == Path("/srv/reviews")


def test_it_keeps_an_ordinary_users_data_in_their_own_folder(monkeypatch):
    monkeypatch.delenv("REVIEWPLATFORM_DATA_DIR")
    monkeypatch.setattr("os.geteuid", lambda: 1234)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ada/.data")
    assert default_data_directory().root == Path("/home/ada/.data/reviewplatform/data")


def test_it_keeps_roots_data_out_of_every_home(monkeypatch):
    monkeypatch.delenv("REVIEWPLATFORM_DATA_DIR")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_data_directory().root == Path("/var/lib/reviewplatform/data")
