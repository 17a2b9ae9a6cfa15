"""The limit: what is left when a route does nothing but ask the database. Statements written by hand."""
