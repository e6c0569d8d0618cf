-- Queries that answer what was asked.
SELECT id FROM orders WHERE shipped_at IS NULL;

SELECT o.id, c.name
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
WHERE o.total > 10;

SELECT id, name FROM customers;

SELECT c.name FROM customers AS c
WHERE NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.id);

INSERT INTO customers (id, name) VALUES (1, 'Ada');

SELECT id FROM orders ORDER BY created_at DESC LIMIT 5;

SELECT count(*) AS orders_in_all FROM orders;
