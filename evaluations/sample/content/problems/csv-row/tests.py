def check(candidate):
    assert candidate("a,b,c") == ["a", "b", "c"]
    assert candidate("") == [""]
    assert candidate("a,") == ["a", ""]
    assert candidate(",,") == ["", "", ""]
    assert candidate(" a , b ") == [" a ", " b "]
    assert candidate('"Doe, Jane",42') == ["Doe, Jane", "42"]
    assert candidate('"say ""hi""",x') == ['say "hi"', "x"]
    assert candidate('"",x') == ["", "x"]
    assert candidate('""""') == ['"']
    assert candidate('5" pipe,2') == ['5" pipe', "2"]
    assert candidate('a;"b;c"', delimiter=";") == ["a", "b;c"]
    assert candidate("a,b;c", delimiter=";") == ["a,b", "c"]
    assert refuses(candidate, '"never closed')
    assert refuses(candidate, 'a,"b""')
    assert refuses(candidate, '"a"b,c')


def refuses(candidate, line):
    try:
        candidate(line)
    except ValueError:
        return True
    return False
