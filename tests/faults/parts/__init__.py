"""The kinds of faults, one module each; every one has a `PART`."""
