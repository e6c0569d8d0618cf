def parse_csv_row(line, delimiter=","):
    fields = []
    position = 0
    while True:
        read = _read_quoted if line.startswith('"', position) else _read_plain
        field, position = read(line, position, delimiter)
        fields.append(field)
        if position == len(line):
            return fields
        position += 1


def _read_plain(line, start, delimiter):
    end = line.find(delimiter, start)
    end = len(line) if end == -1 else end
    return line[start:end], end


def _read_quoted(line, start, delimiter):
    chars = []
    position = start + 1
    while position < len(line):
        if line[position] != '"':
            chars.append(line[position])
            position += 1
        elif line.startswith('""', position):
            chars.append('"')
            position += 2
        else:
            end = position + 1
            if end < len(line) and line[end] != delimiter:
                raise ValueError(f"text after the closing quote at column {end + 1}")
            return "".join(chars), end
    raise ValueError(f"the quote at column {start + 1} is never closed")
