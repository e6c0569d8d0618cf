def check(candidate):
    assert candidate({}) == []
    assert candidate({"a": []}) == ["a"]
    assert candidate({"app": ["lib"], "lib": []}) == ["lib", "app"]
    assert candidate({"app": ["lib"]}) == ["lib", "app"]
    assert candidate({"c": [], "b": [], "a": []}) == ["a", "b", "c"]
    assert candidate({"a": ["z"], "m": []}) == ["m", "z", "a"]
    assert candidate({"d": ["b", "c"], "b": ["a"], "c": ["a"]}) == ["a", "b", "c", "d"]
    assert candidate({"b": ["a", "a"]}) == ["a", "b"]

    given = {"b": ["a"], "c": ["b"]}
    candidate(given)
    assert given == {"b": ["a"], "c": ["b"]}, "the argument was changed"

    chain = {f"t{n:04}": [f"t{n - 1:04}"] for n in range(1, 2000)}
    assert candidate(chain) == [f"t{n:04}" for n in range(2000)]

    assert finds_cycle(candidate, {"a": ["b"], "b": ["a"]})
    assert finds_cycle(candidate, {"a": ["a"]})
    assert finds_cycle(candidate, {"x": [], "a": ["b"], "b": ["c"], "c": ["a"]})


def finds_cycle(candidate, dependencies):
    try:
        candidate(dependencies)
    except ValueError as error:
        return "cycle" in str(error)
    return False
