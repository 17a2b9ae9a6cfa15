"""Documents from elsewhere -> content.

`reading` gives the text of a file, `parsing` what stands in it (pure, no database), `storing` makes an
article of it, `running` does so file by file and `report` tells about it.
"""
