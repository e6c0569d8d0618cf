"""Bash suites: functions named test_… and bats files, one process for each test."""
