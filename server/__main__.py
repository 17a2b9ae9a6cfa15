"""`python -m server` is the command `galley`."""

from server.cli import main

if __name__ == "__main__":
    main(prog_name="galley")
