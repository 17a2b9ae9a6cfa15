"""Comments sent and decided: by Galley over HTTP, and the same rows by the bare driver."""
