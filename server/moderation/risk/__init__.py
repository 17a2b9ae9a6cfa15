"""How likely a moderator refuses a text, learned from their decisions: features, model, learner."""
