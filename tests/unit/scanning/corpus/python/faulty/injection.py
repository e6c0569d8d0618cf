"""Text that becomes a program."""

import os
import sqlite3
import subprocess


def calculate(expression: str) -> object:
    return eval(expression)  # fault: eval CWE-78


def run_rule(rule: str) -> None:
    exec(rule)  # fault: exec CWE-78


def find_user(connection: sqlite3.Connection, name: str) -> list[tuple[int]]:
    query = f"SELECT id FROM users WHERE name = '{name}'"  # fault: sql-format CWE-89
    return connection.execute(query).fetchall()


def delete_user(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM users WHERE name = '%s'" % name)  # fault: sql-percent CWE-89


def list_folder(folder: str) -> bytes:
    return subprocess.check_output("ls " + folder, shell=True)  # fault: shell-true CWE-78


def remove_folder(folder: str) -> int:
    return os.system("rm -r " + folder)  # fault: os-system CWE-78
