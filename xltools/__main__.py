"""`python -m xltools`: the command line."""

if __name__ == "__main__":  # every process of a batch loads this module too, under another name
    from xltools.cli import main

    main()
