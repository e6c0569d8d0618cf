def check(candidate):
    assert candidate("", 10) == []
    assert candidate(" \n\t ", 10) == []
    assert candidate("one", 10) == ["one"]
    assert candidate("one two three", 7) == ["one two", "three"]
    assert candidate("one two three", 13) == ["one two three"]
    assert candidate("one  two\n\nthree", 8) == ["one two", "three"]
    assert candidate("a b c", 1) == ["a", "b", "c"]
    assert candidate("exact fit", 5) == ["exact", "fit"]
    assert candidate("abcdefgh", 3) == ["abc", "def", "gh"]
    assert candidate("abcdef", 3) == ["abc", "def"]
    assert candidate("see abcdefgh now", 5) == ["see", "abcde", "fgh", "now"]
    assert candidate("abcdefg a", 5) == ["abcde", "fg a"]
    assert candidate("a abcdef", 4) == ["a", "abcd", "ef"]

    lorem = "lorem ipsum dolor sit amet " * 40
    lines = candidate(lorem, 31)
    assert " ".join(lines) == lorem.strip()
    assert max(map(len, lines)) <= 31

    assert refuses(candidate, 0)
    assert refuses(candidate, -4)


def refuses(candidate, width):
    try:
        candidate("text", width)
    except ValueError:
        return True
    return False
