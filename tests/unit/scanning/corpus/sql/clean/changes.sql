-- The same tasks, bounded.
UPDATE accounts SET balance = 0 WHERE closed_at IS NOT NULL;

UPDATE accounts SET closed_at = NULL WHERE id = 7;

DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP;

GRANT SELECT ON accounts TO clerk;

DROP INDEX orders_by_day;

CREATE TABLE IF NOT EXISTS invoices (
    id integer PRIMARY KEY,
    total numeric(12, 2) NOT NULL
);

SELECT id FROM users WHERE name = :name;
