"""`python -m xltools`: the command line."""

from xltools.cli import main

if __name__ == "__main__":
    main()
