import sqlite3

CUSTOMERS = [
    (1, "Ann Marsh", 1),
    (2, "Joanna Reed", 1),
    (3, "Pat O'Brien", 1),
    (4, "Annika Holm", 0),
    (5, "Discount 50% Ltd", 1),
    (6, "snake_case GmbH", 1),
    (7, "Ann Marsh", 1),
    (8, "back\\slash Inc", 1),
]


def check(candidate):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, active INTEGER)")
    connection.executemany("INSERT INTO customers VALUES (?, ?, ?)", CUSTOMERS)

    def found(term, **options):
        return [row[0] for row in candidate(connection, term, **options)]

    assert candidate(connection, "reed") == [(2, "Joanna Reed")]
    assert found("ann") == [1, 7, 2]
    assert found("ANN", limit=2) == [1, 7]
    assert found("  marsh ") == [1, 7]
    assert found("nobody") == []
    assert found("") == []
    assert found("   ") == []
    assert found("O'Brien") == [3]
    assert found("%") == [5]
    assert found("_") == [6]
    assert found("\\") == [8]
    assert found("' OR 1=1 --") == []
    assert found("x'; DELETE FROM customers; --") == []
    assert connection.execute("SELECT count(*) FROM customers").fetchone() == (8,)
    connection.close()
