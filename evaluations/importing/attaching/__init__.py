"""Other people's results for one solution: SARIF of any scanner, JUnit XML of any test runner."""
