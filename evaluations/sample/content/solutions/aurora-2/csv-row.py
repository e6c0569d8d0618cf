def parse_csv_row(line: str, delimiter: str = ",") -> list[str]:
    """Split one CSV line into its fields.

    Args:
        line: The line, without its line end.
        delimiter: The character between two fields.

    Returns:
        The fields, with quotes removed and doubled quotes turned into one.

    Raises:
        ValueError: If a quote is never closed or text follows a closing quote.
    """
    fields: list[str] = []
    position = 0
    while position <= len(line):
        if line[position : position + 1] == '"':
            field, position = read_quoted_field(line, position + 1)
            if position < len(line) and line[position] != delimiter:
                raise ValueError(f"unexpected text after a closing quote at {position}")
        else:
            end = line.find(delimiter, position)
            if end == -1:
                end = len(line)
            field, position = line[position:end], end
        fields.append(field)
        position += len(delimiter)
    return fields


def read_quoted_field(line: str, position: int) -> tuple[str, int]:
    """Read up to the closing quote; return the field and the position after that quote."""
    field = ""
    while True:
        end = line.find('"', position)
        if end == -1:
            raise ValueError("quote is never closed")
        field += line[position:end]
        if line[end + 1 : end + 2] != '"':
            return field, end + 1
        field += '"'
        position = end + 2
