# Written by Basalt Coder, an AI model
def parse_csv_row(line, delimiter=","):
    r, f, s, i = [], "", 0, 0
    while i < len(line):
        c = line[i]
        if s == 0:
            if c == '"':
                s = 2
            elif c == delimiter:
                r.append("")
            else:
                f += c
                s = 1
        elif s == 1:
            if c == delimiter:
                r.append(f)
                f = ""
                s = 0
            else:
                f += c
        elif s == 2:
            if c == '"':
                if i + 1 < len(line) and line[i + 1] == '"':
                    f += '"'
                    i += 1
                else:
                    s = 3
            else:
                f += c
        else:
            if c != delimiter:
                raise ValueError("bad quote")
            r.append(f)
            f = ""
            s = 0
        i += 1
    if s == 2:
        raise ValueError("bad quote")
    r.append(f)
    return r
