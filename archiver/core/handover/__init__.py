"""What is handed over of a case, to whom and in which form (H1–H3, X6). Decided here; written by `edges.package`.

A *package* is a BagIt bag (RFC 8493) that is also a Mailbag 1.0. A *variant* says what of the case is in it. A
*pseudonym* stands in a redacted copy wherever an employee's name stood.
"""
