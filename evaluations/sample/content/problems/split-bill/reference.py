def split_amount(cents, weights):
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    if cents < 0:
        return [-part for part in split_amount(-cents, weights)]

    parts = [cents * weight // total for weight in weights]
    lost_fraction = [cents * weight % total for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda i: -lost_fraction[i])
    for i in by_loss[: cents - sum(parts)]:
        parts[i] += 1
    return parts
