"""The demo: a river city's newsroom in four languages, for a first look at a new installation."""
