"""What has happened, told to whoever follows it, in this process and across processes (docs/decisions/0024).

`outbox.py` reads what has been committed since, `bell.py` knows when to look, `feed.py` tells those who listen.
"""
