"""The API with the newsroom's content, in which every secret text holds a word that nothing public holds."""

from tests.api.conftest import api

__all__ = ["api"]
