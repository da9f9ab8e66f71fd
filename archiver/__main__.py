"""`python -m archiver` and the console script."""

from archiver.cli.app import main

if __name__ == "__main__":
    main()
