-- Queries that do not answer what was asked.
SELECT id FROM orders WHERE shipped_at = NULL; -- fault: null comparison-with-null

SELECT o.id, c.name FROM orders AS o, customers AS c WHERE o.total > 10; -- fault: every-pair implicit-join

SELECT * FROM customers; -- fault: everything select-star

SELECT name FROM customers
WHERE id NOT IN (SELECT customer_id FROM orders); -- fault: never-true not-in-subquery

INSERT INTO customers VALUES (1, 'Ada'); -- fault: by-position insert-without-columns

SELECT id FROM orders LIMIT 5; -- fault: any-five limit-without-order

SELECT id FROM orders WHERE total <> NULL; -- noqa -- fault: null-again comparison-with-null
