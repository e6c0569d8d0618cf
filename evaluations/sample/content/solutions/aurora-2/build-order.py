import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence


def build_order(dependencies: Mapping[str, Sequence[str]]) -> list[str]:
    """Order tasks so that each stands after everything it depends on.

    This is Kahn's algorithm: tasks without open dependencies wait in a heap, from which the
    alphabetically first is taken, which may release further tasks.

    Args:
        dependencies: For each task, the tasks that must come before it.

    Returns:
        All tasks, including those that are mentioned only as a dependency.

    Raises:
        ValueError: If the dependencies contain a cycle.
    """
    open_dependencies: dict[str, int] = {}
    dependents: defaultdict[str, list[str]] = defaultdict(list)
    for task, required in dependencies.items():
        unique = set(required)
        open_dependencies[task] = len(unique)
        for other in unique:
            dependents[other].append(task)
    for other in dependents:
        open_dependencies.setdefault(other, 0)

    ready = [task for task, count in open_dependencies.items() if count == 0]
    heapq.heapify(ready)

    order: list[str] = []
    while ready:
        task = heapq.heappop(ready)
        order.append(task)
        for dependent in dependents[task]:
            open_dependencies[dependent] -= 1
            if open_dependencies[dependent] == 0:
                heapq.heappush(ready, dependent)

    if len(order) != len(open_dependencies):
        raise ValueError("the dependencies contain a cycle")
    return order
