"""Bugs that read like code."""


def collect(item: int, items: list[int] = []) -> list[int]:  # fault: mutable-default B006
    items.append(item)
    return items


def parse(text: str) -> int | None:
    try:
        return int(text)
    except:  # fault: bare-except E722
        return None


def quiet(text: str) -> None:
    try:
        print(int(text))
    except Exception:  # fault: swallowed-error CWE-703
        pass


def multipliers() -> list[object]:
    return [lambda x: x * factor for factor in range(3)]  # fault: loop-variable B023


def total(values: list[int]) -> int:
    return sum(value)  # fault: undefined-name F821


def is_empty(text: str) -> bool:
    return text is ""  # fault: identity-of-literal F632


def describe(name: str, age: int) -> str:
    return "%s is %d years old" % (name,)  # fault: wrong-format F507


def decide(a: int, b: int, c: int, d: int) -> int:  # fault: too-complex C901
    if a:
        if b:
            return 1
        elif c:
            return 2
        elif d:
            return 3
    elif b:
        if c and d:
            return 4
        for value in (a, b, c):
            if value:
                while d:
                    d -= 1
    elif c or d:
        return 5
    return 6
