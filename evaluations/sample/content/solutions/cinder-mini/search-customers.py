def search_customers(connection, term, limit=20):
    term = term.strip()
    if not term:
        return []
    query = f"""
        SELECT id, name FROM customers
        WHERE active = 1 AND name LIKE '%{term}%'
        ORDER BY name, id LIMIT {limit}
    """
    return connection.execute(query).fetchall()
