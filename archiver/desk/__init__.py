"""The web desk of the archive officer: server-rendered pages over the jobs and the store, and over nothing else."""
