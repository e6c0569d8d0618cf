def parse_csv_row(line, delimiter=","):
    fields = []
    field = ""
    in_quotes = False
    for char in line:
        if char == '"':
            in_quotes = not in_quotes
        elif char == delimiter and not in_quotes:
            fields.append(field)
            field = ""
        else:
            field += char
    fields.append(field)
    return fields
