"""GraphQL: what may be asked."""
