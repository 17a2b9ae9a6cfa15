"""Moderators' decisions: one or many, and taking them back."""
