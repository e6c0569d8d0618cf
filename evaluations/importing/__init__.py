"""A harness's file -> Problem, Solution, imported results.

unpacking (bytes) -> reading (lines) -> strict_json (objects) -> schema and formats/ (records or
faults) -> staging (compared with what is stored) -> service (the transaction).
"""
