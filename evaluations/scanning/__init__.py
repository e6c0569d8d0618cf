"""Solution -> ScanRun, Finding, CodeMetric: what other people's scanners say of a solution."""
