"""The process's settings, read once from the environment: GALLEY_ and nothing else, except PORT.

`table.py` declares each of them; the rest of the server sees a `Settings`.
"""

from server.settings.caching import CACHE_SETTINGS, Caching
from server.settings.calls import OnError
from server.settings.development_secret import with_development_secret
from server.settings.identity import IDENTITY_SETTINGS, IdentitySettings, is_local
from server.settings.limits import LIMIT_SETTINGS, Limits
from server.settings.load import MIN_SECRET_BYTES, Settings, load_settings, short_secret
from server.settings.observing import LogFormat, LogLevel, LogRequests, Observing
from server.settings.pages import PAGE_SETTINGS, Pages
from server.settings.setting import Setting
from server.settings.site_locales import SiteLocale
from server.settings.table import SETTINGS, Documents, Environment, UnknownSetting, unknown_settings

__all__ = [
    "CACHE_SETTINGS",
    "IDENTITY_SETTINGS",
    "LIMIT_SETTINGS",
    "MIN_SECRET_BYTES",
    "PAGE_SETTINGS",
    "SETTINGS",
    "Caching",
    "Documents",
    "Environment",
    "IdentitySettings",
    "Limits",
    "LogFormat",
    "LogLevel",
    "LogRequests",
    "Observing",
    "OnError",
    "Pages",
    "Setting",
    "Settings",
    "SiteLocale",
    "UnknownSetting",
    "is_local",
    "load_settings",
    "short_secret",
    "unknown_settings",
    "with_development_secret",
]
