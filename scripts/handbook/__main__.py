"""`python -m handbook COMMAND`: what the scripts in scripts/ call."""

import sys

from handbook.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
