"""This folder is carried into the sandbox as it is: the standard library and the scanners only."""
