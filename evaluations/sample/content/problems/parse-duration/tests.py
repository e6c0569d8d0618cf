assert parse_duration("90s") == 90
assert parse_duration("1h30m") == 5400
assert parse_duration("1h 30m") == 5400
assert parse_duration(" 2D 3H ") == 183600
assert parse_duration("1d2h3m4s") == 93784
assert parse_duration("0s") == 0
assert parse_duration("") is None
assert parse_duration("   ") is None
assert parse_duration("45") is None
assert parse_duration("-5m") is None
assert parse_duration("1.5h") is None
assert parse_duration("10 m") is None
assert parse_duration("1h banana") is None
assert parse_duration("30m 1h") is None
assert parse_duration("1h 1h") is None
