"""What is said of a fault of ours: where it is, and nothing else."""

import linecache

from archiver.errors import place_of


def test_the_place_is_where_it_was_raised_and_no_file_is_read_for_it() -> None:
    linecache.clearcache()
    try:
        int("en mail fra nogen")
    except ValueError as error:
        trace = error.__traceback__

    name, line = place_of(trace).split(":")

    assert name == "test_errors.py"
    assert line.isdecimal()
    assert not any(__file__ in kept for kept in linecache.cache)


def test_of_nothing_there_is_no_place() -> None:
    assert place_of(None) == "?"
