"""An administrator's words found in a reader's text, in any language and however disguised."""
