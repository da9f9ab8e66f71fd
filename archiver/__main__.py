"""`python -m archiver` and the console script."""

from archiver.starting import importing

with importing():
    from archiver.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
