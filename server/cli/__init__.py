"""The command `galley`. Each command is a few lines around one use case; errors are told without traceback."""

from __future__ import annotations

import click

from server.cli.articles import publish_article, unpublish_article
from server.cli.commenter import commenter
from server.cli.doctor import doctor
from server.cli.documents import documents
from server.cli.importing import import_documents
from server.cli.serving import migrate, run, serve
from server.cli.tidy import tidy
from server.cli.token import token
from server.errors import DomainError


class Galley(click.Group):
    """Turns what an operator can put right into one message and exit code 1."""

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


for command in (
    run,
    serve,
    migrate,
    import_documents,
    publish_article,
    unpublish_article,
    token,
    commenter,
    documents,
    tidy,
    doctor,
):
    main.add_command(command)
