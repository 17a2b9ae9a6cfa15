"""How GraphQL operations are answered: planning reads, deciding about comments, storing."""
