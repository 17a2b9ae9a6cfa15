"""Measurements: Galley beside other servers on the same data. `make bench` runs them; Galley imports none of it."""
