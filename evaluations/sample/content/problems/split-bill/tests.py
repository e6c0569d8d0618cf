def check(candidate):
    assert candidate(100, [1, 1, 1]) == [34, 33, 33]
    assert candidate(100, [1, 1]) == [50, 50]
    assert candidate(5, [1, 1]) == [3, 2]
    assert candidate(1000, [2, 1]) == [667, 333]
    assert candidate(0, [3, 4]) == [0, 0]
    assert candidate(7, [0, 1]) == [0, 7]
    assert candidate(42, [9]) == [42]
    assert candidate(2, [1, 1, 1, 1]) == [1, 1, 0, 0]
    assert candidate(101, [1, 1, 2]) == [25, 25, 51]
    assert candidate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert candidate(10**18 + 1, [1, 1]) == [5 * 10**17 + 1, 5 * 10**17]

    for cents in range(-50, 200, 7):
        assert sum(candidate(cents, [3, 1, 7, 2])) == cents

    assert refuses(candidate, 10, [])
    assert refuses(candidate, 10, [0, 0])
    assert refuses(candidate, 10, [5, -1])


def refuses(candidate, cents, weights):
    try:
        candidate(cents, weights)
    except ValueError:
        return True
    return False
