"""The same functions, as meant."""


def collect(item: int, items: list[int] | None = None) -> list[int]:
    return [*(items or []), item]


def parse(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def multipliers() -> list[object]:
    return [lambda x, factor=factor: x * factor for factor in range(3)]


def total(values: list[int]) -> int:
    return sum(values)


def is_empty(text: str) -> bool:
    return not text


def describe(name: str, age: int) -> str:
    return f"{name} is {age} years old"
