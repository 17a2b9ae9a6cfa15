"""`python -m server` is the command `galley`."""

import io
import sys

from server.cli import main


def tell_in_escapes() -> None:
    """A terminal whose encoding lacks a letter shows its code: what is done must not end in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    tell_in_escapes()
    main(prog_name="galley")
