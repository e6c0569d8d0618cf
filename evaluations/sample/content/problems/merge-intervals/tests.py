def check(candidate):
    assert candidate([]) == []
    assert candidate([(4, 9)]) == [(4, 9)]
    assert candidate([(1, 3), (2, 6)]) == [(1, 6)]
    assert candidate([(1, 3), (3, 5)]) == [(1, 5)]
    assert candidate([(1, 2), (3, 4)]) == [(1, 2), (3, 4)]
    assert candidate([(8, 9), (1, 4), (3, 5)]) == [(1, 5), (8, 9)]
    assert candidate([(1, 10), (2, 3), (4, 5)]) == [(1, 10)]
    assert candidate([(-5, -1), (-3, 2), (7, 7)]) == [(-5, 2), (7, 7)]
    assert candidate([(1, 1), (1, 1)]) == [(1, 1)]

    given = [(5, 6), (1, 2)]
    candidate(given)
    assert given == [(5, 6), (1, 2)], "the argument was changed"

    assert refuses(candidate, [(3, 1)])
    assert refuses(candidate, [(1, 2), (9, 8)])


def refuses(candidate, intervals):
    try:
        candidate(intervals)
    except ValueError:
        return True
    return False
