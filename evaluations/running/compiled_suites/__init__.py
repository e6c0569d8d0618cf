"""Suites of compiled languages: read as tokens, rewritten to carry canaries, built, judged."""
