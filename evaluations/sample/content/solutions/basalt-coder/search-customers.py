import re


def search_customers(connection, term, limit=20):
    return (
        connection.execute(
            "SELECT id,name FROM customers WHERE active=1 AND name LIKE ?1 ESCAPE char(92) "
            "ORDER BY 2,1 LIMIT ?2",
            ("%" + re.sub(r"([\\%_])", r"\\\1", term.strip()) + "%", limit),
        ).fetchall()
        if term.strip()
        else []
    )
