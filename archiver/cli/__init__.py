"""The command line: prints sentences, tables or one JSON document, and ends with an exit code."""
