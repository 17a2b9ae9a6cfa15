"""What subscriptions follow: threads and queues. Events of the feed, and what the planner says of them now.

An event says what to look at. What is told is what is found there, so neither the order of events nor a repeat
matters (docs/decisions/0024).
"""
