"""The site that is measured: thousands of articles and hundreds of thousands of comments, the same each time."""
