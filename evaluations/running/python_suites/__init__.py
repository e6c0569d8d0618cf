"""Python suites: cases out of asserts, canaries that must fail, test files that carry them."""
