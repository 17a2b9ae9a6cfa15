"""Pure handling of text: Unicode, languages, slugs, Markdown. Knows nothing of Galley's other floors."""
