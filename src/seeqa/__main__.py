"""`python -m seeqa`: the command line."""

from seeqa.cli import main

if __name__ == "__main__":
    main()
