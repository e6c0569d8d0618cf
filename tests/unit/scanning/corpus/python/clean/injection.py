"""The same tasks without making a program of text."""

import ast
import shutil
import sqlite3
import subprocess


def calculate(expression: str) -> object:
    return ast.literal_eval(expression)


def run_rule(rule: str, rules: dict[str, list[int]]) -> list[int]:
    return rules.get(rule, [])


def find_user(connection: sqlite3.Connection, name: str) -> list[tuple[int]]:
    return connection.execute("SELECT id FROM users WHERE name = ?", (name,)).fetchall()


def delete_user(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM users WHERE name = ?", (name,))


def list_folder(folder: str) -> bytes:
    return subprocess.check_output(["/bin/ls", "--", folder])


def remove_folder(folder: str) -> None:
    shutil.rmtree(folder)
