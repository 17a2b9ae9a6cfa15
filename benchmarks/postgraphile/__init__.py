"""PostGraphile 5 on the same database: how it is installed, started, asked and understood."""
