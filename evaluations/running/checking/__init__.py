"""Problem -> ProblemCheck: whether its tests can be believed."""
