-- Statements that change, destroy or give away too much.
UPDATE accounts SET balance = 0; -- fault: every-row update-without-where

DELETE FROM sessions; -- fault: every-row delete-without-where

DELETE FROM sessions WHERE user_id = 7 OR 1 = 1; -- fault: always-true condition-always-true

GRANT SELECT ON accounts TO PUBLIC; -- fault: everybody grant-to-public

GRANT ALL PRIVILEGES ON accounts TO clerk; -- fault: everything grant-all

DROP TABLE invoices; -- fault: destroyed drop-or-truncate

TRUNCATE TABLE audit_log; -- fault: emptied drop-or-truncate

CREATE USER clerk PASSWORD 'correct-horse'; -- fault: password CWE-798

CREATE FUNCTION find_user(name text) RETURNS void AS $$
BEGIN
    EXECUTE 'SELECT id FROM users WHERE name = ''' || name || ''''; -- fault: dynamic CWE-89
END
$$ LANGUAGE plpgsql;
