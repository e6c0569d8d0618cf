import sqlite3

SEARCH = """
    SELECT id, name
    FROM customers
    WHERE active = 1
      AND name LIKE :pattern ESCAPE '!'
    ORDER BY name, id
    LIMIT :limit
"""


def escape_like(text: str) -> str:
    """Escape the characters that have a meaning in a LIKE pattern."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def search_customers(
    connection: sqlite3.Connection, term: str, limit: int = 20
) -> list[tuple[int, str]]:
    """Find active customers by a part of their name.

    The term is passed as a bound parameter, so it cannot change the statement.
    """
    term = term.strip()
    if not term:
        return []
    parameters = {"pattern": f"%{escape_like(term)}%", "limit": limit}
    return connection.execute(SEARCH, parameters).fetchall()
