"""OSV's files -> AdvisorySnapshot, Advisory: known weaknesses of packages, with their date."""
