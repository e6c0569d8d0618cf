def build_order(dependencies):
    tasks = set(dependencies)
    for needed in dependencies.values():
        tasks.update(needed)

    order = []
    done = set()
    while len(order) < len(tasks):
        ready = [
            task
            for task in tasks
            if task not in done and all(n in done for n in dependencies.get(task, []))
        ]
        if not ready:
            raise ValueError("cycle found")
        first = min(ready)
        order.append(first)
        done.add(first)
    return order
