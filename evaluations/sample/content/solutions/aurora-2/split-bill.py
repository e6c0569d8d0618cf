from collections.abc import Sequence


def split_amount(cents: int, weights: Sequence[int]) -> list[int]:
    """Split ``cents`` in proportion to ``weights`` so that no cent is lost.

    Every part is rounded down first. The cents left over go, one each, to the parts that lost
    the most by rounding (the "largest remainder" method).

    Raises:
        ValueError: If there are no weights, one is negative, or all are zero.
    """
    if not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("weights must not be negative and at least one must be positive")

    sign = -1 if cents < 0 else 1
    total_weight = sum(weights)
    shares = [divmod(abs(cents) * weight, total_weight) for weight in weights]
    parts = [whole for whole, _ in shares]

    leftover = abs(cents) - sum(parts)
    largest_remainder_first = sorted(
        range(len(weights)),
        key=lambda index: shares[index][1],
        reverse=True,
    )
    for index in largest_remainder_first[:leftover]:
        parts[index] += 1
    return [sign * part for part in parts]
