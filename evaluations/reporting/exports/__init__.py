"""Rows to take away: CSV for spreadsheets, JSONL that keeps every text exactly, and a manifest."""
