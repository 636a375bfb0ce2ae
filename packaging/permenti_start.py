"""Where a built program begins.

``sys.frozen`` says to the program that it is its own executable: it starts itself anew without naming Python.
PyInstaller sets it as well; the Windows launcher runs this module with a bare interpreter.
"""

import sys

sys.frozen = True  # type: ignore[attr-defined]

from permenti_desktop.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
