QUERY = """
    SELECT id, name FROM customers
    WHERE active = 1 AND name LIKE ? ESCAPE '\\'
    ORDER BY name, id LIMIT ?
"""


def search_customers(connection, term, limit=20):
    term = term.strip()
    if not term:
        return []
    for special in ("\\", "%", "_"):
        term = term.replace(special, "\\" + special)
    return connection.execute(QUERY, (f"%{term}%", limit)).fetchall()
