"""What is refused before anything starts: each with what was wrong and what to do."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from reviewplatform.embedded.accounts import Account, make_root_folder, reachable
from reviewplatform.embedded.addresses import listen, url_of
from reviewplatform.embedded.disk import free_bytes, require_free_space
from reviewplatform.embedded.errors import (
    DataDirectoryBusy,
    DataDirectoryUnusable,
    DiskFull,
    PortBusy,
)
from reviewplatform.embedded.layout import data_directory
from reviewplatform.embedded.lock import DirectoryLock
from reviewplatform.embedded.postgres import refuse_other_major

OURSELVES = Account(uid=os.geteuid(), gid=os.getegid(), other=False)
ANOTHER = Account(uid=os.geteuid(), gid=os.getegid(), other=True)


def test_it_names_the_process_that_holds_the_data_directory(tmp_path):
    first, second = (DirectoryLock(tmp_path / "lock") for _ in range(2))
    first.acquire()
    with pytest.raises(DataDirectoryBusy, match=f"process {os.getpid()}"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_it_refuses_the_data_of_another_postgresql_major(tmp_path):
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(DataDirectoryUnusable, match=r"written by PostgreSQL 16.*--reset"):
        refuse_other_major(tmp_path)


def test_it_refuses_a_disk_that_is_nearly_full(tmp_path):
    more_than_there_is = free_bytes(tmp_path) * 2
    with pytest.raises(DiskFull, match="MB free, and"):
        require_free_space(tmp_path / "not" / "made" / "yet", least_bytes=more_than_there_is)


def test_it_names_a_busy_port():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortBusy, match=rf"Port {port} .*--port 0"):
            listen("127.0.0.1", port)


def test_it_refuses_an_address_that_is_not_ours():
    with pytest.raises(PortBusy, match="is no address to listen on here"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "start"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")],  # noqa: S104
)
def test_it_picks_a_free_port_and_names_an_address_a_browser_opens(host, start):
    with listen(host, 0) as listener:
        assert url_of(listener).startswith(start)
        with socket.create_connection(("127.0.0.1", listener.getsockname()[1])):
            pass


def test_it_refuses_a_folder_with_other_peoples_files_in_it(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(DataDirectoryUnusable, match="holds other files"):
        make_root_folder(data_directory(tmp_path), OURSELVES)
    assert (tmp_path / "thesis.tex").exists()


def test_it_closes_a_new_data_directory_to_everybody_else(tmp_path):
    directory = data_directory(tmp_path / "new")
    make_root_folder(directory, OURSELVES)
    assert directory.root.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("home", ["/root/data", "/home/ada/data"])
def test_it_keeps_the_database_user_out_of_home_directories(home):
    with pytest.raises(DataDirectoryUnusable, match=r"home directory.*/var/lib/reviewplatform"):
        make_root_folder(data_directory(Path(home)), ANOTHER)


def test_it_refuses_a_folder_the_database_user_cannot_reach_and_opens_nothing(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(DataDirectoryUnusable, match="is closed to it"):
        make_root_folder(data_directory(private / "data"), ANOTHER)
    assert private.stat().st_mode & 0o777 == 0o700
    assert not reachable(private)
