"""Suites for JavaScript and TypeScript: split from the solution, or several versions of one file."""
