"""The command `galley`. Each command is a few lines around one use case; errors are told without traceback."""

from __future__ import annotations

from importlib import import_module

import click

from server.errors import DomainError

COMMANDS = {
    "run": "serving:run",
    "serve": "serving:serve",
    "migrate": "migrate:migrate",
    "import": "importing:import_documents",
    "publish": "articles:publish_article",
    "unpublish": "articles:unpublish_article",
    "token": "token:token",
    "commenter": "commenter:commenter",
    "documents": "documents:documents",
    "tidy": "tidy:tidy",
    "doctor": "doctor:doctor",
}
"""Where each is defined. Only the one that is called is loaded: a token needs no GraphQL."""


class Galley(click.Group):
    """Turns what an operator can put right into one message and exit code 1."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
        return command

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except DomainError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Galley, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version="0.1.0", prog_name="galley")
def main() -> None:
    """A GraphQL content backend for multilingual newsrooms, with comment moderation.

    Settings come from the environment (GALLEY_...); `galley doctor` checks them, docs/operations.md lists them.
    Exit codes: 0 done, 1 not done (the message says why), 2 the command line is wrong.
    """
