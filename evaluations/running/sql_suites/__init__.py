"""SQL suites: a database, a solution, and the rows that must come of it."""
