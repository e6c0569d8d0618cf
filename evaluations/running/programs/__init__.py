"""Suites of programs: inputs, and what a solution must print for them."""
