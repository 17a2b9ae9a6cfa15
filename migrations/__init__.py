"""How the database got here: Alembic's revisions. Each works while the release before it still runs."""
