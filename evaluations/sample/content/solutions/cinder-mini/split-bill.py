def split_amount(cents, weights):
    if not weights or min(weights) < 0:
        raise ValueError("bad weights")
    total = sum(weights)
    parts = [round(cents * weight / total) for weight in weights]
    # give what is left to the first one
    parts[0] += cents - sum(parts)
    return parts
