"""HTTP: the GraphQL endpoint by the rules of GraphQL over HTTP, and the health check."""
