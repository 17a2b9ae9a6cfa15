"""What people build today: Strawberry, SQLAlchemy and DataLoaders on Galley's tables, as their documents teach it."""
