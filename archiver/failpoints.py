"""Named places where the tests may kill the program. In the product each is a call that does nothing.

The code that kills is not here: it is a module of the tests, `archiver_failpoints`, and is taken only if that module
can be imported *and* the environment asks for it. An installed archive has neither.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable

VARIABLE = "ARCHIVER_FAILPOINT"
MODULE = "archiver_failpoints"


def _nothing(name: str) -> None:  # noqa: ARG001
    return None


def _chosen() -> Callable[[str], None]:
    if not os.environ.get(VARIABLE) or importlib.util.find_spec(MODULE) is None:
        return _nothing
    hit: Callable[[str], None] = importlib.import_module(MODULE).hit
    return hit


failpoint: Callable[[str], None] = _chosen()
"""`failpoint("accession.before-commit")`: the name says where in the route of a mail we are."""
