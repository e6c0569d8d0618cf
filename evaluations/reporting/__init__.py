"""Rows -> Scorecard, Report: frozen numbers with intervals, their words and charts, and exports."""
