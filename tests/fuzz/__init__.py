"""Fuzzing of everything that reads strangers' octets: what must hold of any input, found by coverage (atheris)."""
