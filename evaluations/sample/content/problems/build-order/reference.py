import heapq


def build_order(dependencies):
    needs = {task: set(before) for task, before in dependencies.items()}
    for before in dependencies.values():
        for task in before:
            needs.setdefault(task, set())

    needed_by = {task: [] for task in needs}
    for task, before in needs.items():
        for other in before:
            needed_by[other].append(task)

    missing = {task: len(before) for task, before in needs.items()}
    ready = [task for task, count in missing.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        task = heapq.heappop(ready)
        order.append(task)
        for other in needed_by[task]:
            missing[other] -= 1
            if missing[other] == 0:
                heapq.heappush(ready, other)
    if len(order) < len(needs):
        raise ValueError(f"cycle among {sorted(set(needs) - set(order))}")
    return order
