"""Measurements: Galley beside other servers on the same data. `make bench` runs them; no module of Galley imports them."""
