"""Go suites: test files that carry canaries, a program that is built without the network."""
