"""Packages of a solution held against advisories: which versions are affected, and by what."""
