"""Suites for JavaScript and TypeScript: apart from the solution, or in versions beside it."""
