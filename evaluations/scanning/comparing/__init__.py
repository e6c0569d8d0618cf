"""A solution's numbers beside those of the reference solution and of the other solutions."""
