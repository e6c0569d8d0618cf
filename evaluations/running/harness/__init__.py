"""What runs inside the sandbox beside the solution: plain Python, next to no imports, no Django."""
