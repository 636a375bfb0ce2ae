"""``python -m permenti_desktop`` is the same as ``permenti-desktop``."""

import sys

from permenti_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
