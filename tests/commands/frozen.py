"""Loaded last by the process that others are forked from: what there is by then is left alone by their collectors,
which would copy each page of it to look at it."""

import gc
from importlib import import_module

from sqlalchemy.orm import configure_mappers

LOADED_AT_THE_START = ("aiosqlite", "encodings.idna", "uvicorn.lifespan.on", "uvicorn.loops.uvloop")
"""By every server."""

for name in LOADED_AT_THE_START:
    import_module(name)
configure_mappers()
gc.collect()
gc.freeze()
