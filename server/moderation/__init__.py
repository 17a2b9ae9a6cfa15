"""The rules about comments. Pure: facts go in, findings and a verdict come out."""
