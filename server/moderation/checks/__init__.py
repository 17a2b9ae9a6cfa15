"""The checks: each takes a submission and returns a finding or nothing. They know nothing of each other."""
