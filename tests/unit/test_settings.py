"""What the environment may hold, and what an operator is told where it holds something else."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from server.errors import OperatorError
from server.network import PRIVATE
from server.settings import (
    SETTINGS,
    Caching,
    Environment,
    IdentitySettings,
    Limits,
    Observing,
    Pages,
    Settings,
    SiteLocale,
    load_settings,
    unknown_settings,
    with_development_secret,
)
from server.settings.development_secret import FILE_NAME

STRONG = "s" * 32
OTHER_STRONG = "t" * 40
PRODUCTION = {"GALLEY_ENV": "production", "GALLEY_SECRET": STRONG}


def refusal(**environ: str) -> str:
    with pytest.raises(OperatorError) as caught:
        load_settings(environ)
    return str(caught.value)


# ── the whole ───────────────────────────────────────────────────────────────────────────────────


def test_starts_with_an_empty_environment() -> None:
    settings = load_settings({})
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.database_url == "sqlite+aiosqlite:///var/galley.db"
    assert settings.sqlite_path == Path("var/galley.db")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.secrets == ()
    assert settings.body_limit_bytes == 262_144
    assert settings.has_rate_limits
    assert settings.has_graphiql
    assert not settings.is_production


def test_declares_exactly_the_fields_that_the_server_sees() -> None:
    declared = [setting.field for setting in SETTINGS]
    kinds = (Settings, Limits, Caching, Pages, IdentitySettings, Observing)
    seen = [field.name for kind in kinds for field in dataclasses.fields(kind)]
    assert sorted([*declared, "limits", "caching", "pages", "identity", "observing"]) == sorted(seen)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


def test_gives_every_setting_a_unit_a_help_and_what_it_accepts() -> None:
    for setting in SETTINGS:
        assert all((setting.unit, setting.help, setting.accepts)), setting.name


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_counts_an_empty_variable_as_not_set(name: str) -> None:
    assert load_settings({name: " "}) == load_settings({})


def test_shows_no_secret_and_no_password_in_its_repr() -> None:
    settings = load_settings({**PRODUCTION, "GALLEY_DATABASE_URL": "postgres://galley:hunter2@db/galley"})
    assert "hunter2" not in repr(settings)
    assert STRONG not in repr(settings)
    assert settings.database_url_shown == "postgresql+asyncpg://galley:***@db/galley"


def test_shows_neither_the_metrics_token_nor_the_collectors_address() -> None:
    token, url = "a-token-of-metrics", "http://collector/secret"
    assert token not in repr(load_settings({"GALLEY_METRICS_TOKEN": token}))
    assert url not in repr(load_settings({"GALLEY_TRACES": url}))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GALLEY_ENV", "prod", "'prod' is not one of them"),
        ("GALLEY_PORT", "eight", "'eight' is not a whole number"),
        ("GALLEY_PORT", "৮০০০", "is not a whole number"),
        ("GALLEY_PORT", "8_000", "is not a whole number"),
        ("GALLEY_PORT", "-1", "is not a whole number"),
        ("GALLEY_PORT", "65536", "65536 is out of range"),
        ("PORT", "http", "'http' is not a whole number"),
        ("GALLEY_HOST", "http://example.org", "is not a host name"),
        ("GALLEY_HOST", "localhost:8000", "a port goes in GALLEY_PORT"),
        ("GALLEY_SITE_NAME", "The\nDaily", "control character"),
        ("GALLEY_SITE_NAME", "x" * 201, "it has 201 characters"),
        ("GALLEY_SITE_NAME", "The \udcff Daily", "it holds"),
        ("GALLEY_DEFAULT_LOCALE", "english!", "is not a language tag"),
        ("GALLEY_LOCALES", ",", "it names no language"),
        ("GALLEY_LOCALES", "en bn en", "en stands in it twice"),
        ("GALLEY_LOCALES", "en, bn>en>bn", "comes back to a language"),
        ("GALLEY_LOCALES", "en, bn>", "'' is not a language tag"),
        ("GALLEY_RATE_LIMITS", "maybe", "'maybe' is neither on nor off"),
        ("GALLEY_GRAPHIQL", "sometimes", "'sometimes' is neither on nor off"),
        ("GALLEY_BODY_LIMIT_KB", "0", "0 is out of range"),
        ("GALLEY_BODY_LIMIT_KB", "256kb", "'256kb' is not a whole number"),
        ("GALLEY_DB_POOL_SIZE", "201", "201 is out of range"),
        ("GALLEY_STATEMENT_TIMEOUT_MS", "1.5", "'1.5' is not a whole number"),
        ("GALLEY_LOCK_TIMEOUT_MS", "9" * 400, "is not a whole number"),
        ("GALLEY_BUSY_TIMEOUT_MS", "0", "0 is out of range"),
        ("GALLEY_LOG_LEVEL", "loud", "'loud' is not one of them"),
        ("GALLEY_LOG_FORMAT", "xml", "'xml' is not one of them"),
        ("GALLEY_LOG_REQUESTS", "some", "'some' is not one of them"),
        ("GALLEY_SLOW_MS", "0", "0 is out of range"),
        ("GALLEY_METRICS_TOKEN", "x" * 15, "it is too short"),
        ("GALLEY_METRICS_TOKEN", "a token of several words", "no visible ASCII"),
        ("GALLEY_METRICS_OPERATIONS", "Feed 2nd", "'2nd' is not a name of GraphQL"),
        ("GALLEY_METRICS_OPERATIONS", " ".join(f"Q{n}" for n in range(201)), "there are 201 names"),
        ("GALLEY_TRACES", "collector:4318", "it is not an address of http or https"),
        ("GALLEY_COMPRESSION", "br", "'br' is neither on nor off"),
        ("GALLEY_DRAIN_MS", "-1", "is not a whole number"),
        ("GALLEY_STOP_TIMEOUT_MS", "99", "99 is out of range"),
    ],
)
def test_names_the_variable_and_what_it_accepts(name: str, value: str, told: str) -> None:
    message = refusal(**{name: value})
    assert message.startswith(f"{name} cannot be used: ")
    assert told in message
    assert "Accepted: " in message
    assert len(message) < 400


# ── secrets and the environment ─────────────────────────────────────────────────────────────────


def test_refuses_production_without_a_secret() -> None:
    message = refusal(GALLEY_ENV="production")
    assert "GALLEY_SECRET is not set" in message
    assert "token_hex(32)" in message


@pytest.mark.parametrize("text", ["hunter2", f"{STRONG},hunter2", f"hunter2 {STRONG}"])
def test_refuses_a_short_secret_in_production_without_repeating_it(text: str) -> None:
    message = refusal(GALLEY_ENV="production", GALLEY_SECRET=text)
    assert "7 bytes" in message
    assert "hunter2" not in message


def test_measures_a_secret_in_bytes() -> None:
    assert load_settings({"GALLEY_ENV": "production", "GALLEY_SECRET": "ক" * 11}).is_production
    assert "30 bytes" in refusal(GALLEY_ENV="production", GALLEY_SECRET="ক" * 10)


@pytest.mark.parametrize("separator", [",", " ", "\n", ", ", " ,\t"])
def test_keeps_several_secrets_in_order(separator: str) -> None:
    text = separator.join([STRONG, OTHER_STRONG, STRONG])
    assert load_settings({"GALLEY_SECRET": text}).secrets == (STRONG.encode(), OTHER_STRONG.encode())


def test_takes_a_secret_that_is_no_utf8() -> None:
    raw = b"\xff" * 32
    assert load_settings({"GALLEY_SECRET": raw.decode("utf-8", "surrogateescape")}).secrets == (raw,)


@pytest.mark.parametrize(
    ("environ", "shown"),
    [
        ({}, True),
        (PRODUCTION, False),
        ({"GALLEY_GRAPHIQL": "off"}, False),
        ({**PRODUCTION, "GALLEY_GRAPHIQL": "ON"}, True),
        ({**PRODUCTION, "GALLEY_GRAPHIQL": "auto"}, False),
    ],
)
def test_shows_graphiql_in_development_unless_told_otherwise(environ: dict[str, str], shown: bool) -> None:
    assert load_settings(environ).has_graphiql is shown


def test_makes_one_development_secret_and_keeps_it(tmp_path: Path) -> None:
    settings = load_settings({"GALLEY_DATABASE_URL": f"sqlite:///{tmp_path}/data/galley.db"})
    first = with_development_secret(settings)
    assert len(first.secrets[0]) == 64
    assert with_development_secret(settings).secrets == first.secrets
    kept = tmp_path / "data" / FILE_NAME
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_leaves_a_given_secret_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"GALLEY_SECRET": "short"})
    assert with_development_secret(settings) == settings
    assert list(tmp_path.iterdir()) == []


def test_says_what_to_do_about_a_broken_development_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.settings.development_secret.WAIT_SECONDS", 0.0)
    (tmp_path / FILE_NAME).write_text("short")
    with pytest.raises(OperatorError, match="Delete it and start again"):
        with_development_secret(load_settings({"GALLEY_DATABASE_URL": f"sqlite:///{tmp_path}/galley.db"}))


def test_says_what_to_do_where_no_development_secret_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings = load_settings({"GALLEY_DATABASE_URL": f"sqlite:///{tmp_path}/file/galley.db"})
    with pytest.raises(OperatorError, match="or set GALLEY_SECRET"):
        with_development_secret(settings)


# ── the address ─────────────────────────────────────────────────────────────────────────────────


def test_lets_port_win_over_galley_port() -> None:
    assert load_settings({"GALLEY_PORT": "9000"}).port == 9000
    assert load_settings({"GALLEY_PORT": "9000", "PORT": "9001"}).port == 9001
    assert load_settings({"GALLEY_PORT": "9000", "PORT": ""}).port == 9000


@pytest.mark.parametrize(
    ("text", "host"),
    [("0.0.0.0", "0.0.0.0"), ("::1", "::1"), ("[::]", "::"), ("my-host.example", "my-host.example")],
)
def test_takes_names_and_addresses_to_listen_on(text: str, host: str) -> None:
    assert load_settings({"GALLEY_HOST": text}).host == host


# ── locales ─────────────────────────────────────────────────────────────────────────────────────


def locales(text: str, default: str = "en") -> tuple[SiteLocale, ...]:
    return load_settings({"GALLEY_LOCALES": text, "GALLEY_DEFAULT_LOCALE": default}).locales


def test_lists_four_languages_that_fall_back_to_english_by_default() -> None:
    assert load_settings({}).locales == (
        SiteLocale("en", ()),
        SiteLocale("bn", ("en",)),
        SiteLocale("ar", ("en",)),
        SiteLocale("pt", ("en",)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "en, bn>en, pt-BR>pt>en, ar",
        "en bn>en pt-BR>pt>en ar",
        "EN,bn > en,pt-br > PT>en , ar,",
        "en\nbn\npt_BR ar",
    ],
)
def test_reads_chains_with_any_spacing_and_case(text: str) -> None:
    assert locales(text) == (
        SiteLocale("en", ()),
        SiteLocale("bn", ("en",)),
        SiteLocale("pt-BR", ("pt", "en")),
        SiteLocale("ar", ("en",)),
    )


def test_keeps_a_written_chain_as_it_stands() -> None:
    assert locales("en bn>hi zh-Hant-TW")[1:] == (
        SiteLocale("bn", ("hi",)),
        SiteLocale("zh-Hant-TW", ("zh-Hant", "zh", "en")),
    )


def test_falls_back_to_another_default_locale() -> None:
    assert locales("bn en", default="BN") == (SiteLocale("bn", ()), SiteLocale("en", ("bn",)))


def test_names_the_list_where_the_default_locale_is_not_on_it() -> None:
    message = refusal(GALLEY_LOCALES="bn hi")
    assert message.startswith("GALLEY_DEFAULT_LOCALE is en, which GALLEY_LOCALES (bn hi) does not list.")


# ── the database's URL ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///var/galley.db", "var/galley.db"),
        ("sqlite+aiosqlite:///galley.db", "galley.db"),
        ("SQLite:////srv/galley/galley.db", "/srv/galley/galley.db"),
        ("sqlite:////srv/my news/খবর.db", "/srv/my news/খবর.db"),
        ("sqlite:////srv/my%20news/100%25.db", "/srv/my news/100%.db"),
    ],
)
def test_takes_sqlite_files(text: str, path: str) -> None:
    settings = load_settings({"GALLEY_DATABASE_URL": text})
    assert settings.is_sqlite
    assert settings.sqlite_path == Path(path)
    assert make_url(settings.database_url).drivername == "sqlite+aiosqlite"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "POSTGRES"])
def test_takes_the_forms_of_postgresql(scheme: str) -> None:
    settings = load_settings({"GALLEY_DATABASE_URL": f"{scheme}://galley:secret@db.example:5433/news"})
    assert settings.database_url == "postgresql+asyncpg://galley:secret@db.example:5433/news"
    assert not settings.is_sqlite
    assert settings.sqlite_path is None


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("p%40ss", "p@ss"),
        ("p@ss/w#rd?x", "p@ss/w#rd?x"),
        ("a:b:c", "a:b:c"),
        ("100%", "100%"),
        ("%25", "%"),
        ("with+plus and space", "with+plus and space"),
        ("গোপন", "গোপন"),
        ("@", "@"),
    ],
)
def test_takes_passwords_with_special_characters(typed: str, password: str) -> None:
    settings = load_settings(
        {"GALLEY_DATABASE_URL": f"postgres://galley:{typed}@db.example/news?sslmode=require"}
    )
    url = make_url(settings.database_url)
    assert (url.username, url.password, url.host, url.database) == ("galley", password, "db.example", "news")
    assert dict(url.query) == {"ssl": "require"}


@pytest.mark.parametrize(
    ("options", "ssl"),
    [
        ("", None),
        ("?", None),
        ("?ssl=", None),
        ("?ssl=true", "require"),
        ("?ssl=0", "disable"),
        ("?ssl=require", "require"),
        ("?sslmode=verify-full", "verify-full"),
        ("?sslmode=PREFER&ssl=prefer", "prefer"),
    ],
)
def test_translates_ssl_options_for_the_driver(options: str, ssl: str | None) -> None:
    url = make_url(load_settings({"GALLEY_DATABASE_URL": f"postgres://db/news{options}"}).database_url)
    assert url.query.get("ssl") == ssl
    assert "sslmode" not in url.query


@pytest.mark.parametrize(
    ("text", "host", "socket", "port"),
    [
        ("postgres://[::1]:5433/news", "::1", None, 5433),
        ("postgres://galley@/news?host=/run/postgresql", None, "/run/postgresql", None),
        ("postgres://%2Frun%2Fpostgresql/news?port=5433", None, "/run/postgresql", 5433),
        ("postgres:///news?host=db.example&port=5433", "db.example", None, 5433),
        ("postgres://postgres:@/news?host=/run/a@b", None, "/run/a@b", None),
        ("postgres://", None, None, None),
    ],
)
def test_finds_hosts_and_sockets(text: str, host: str | None, socket: str | None, port: int | None) -> None:
    url = make_url(load_settings({"GALLEY_DATABASE_URL": text}).database_url)
    assert (url.host, url.query.get("host"), url.port) == (host, socket, port)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hunter2", "is no URL"),
        ("mysql://root:hunter2@db/news", "a kind of database or a driver that Galley does not use"),
        ("postgresql+psycopg2://u:hunter2@db/news", "a driver that Galley does not use"),
        ("sqlite://galley.db", "three slashes"),
        ("sqlite:///", "has to be a file"),
        ("sqlite:///:memory:", "has to be a file"),
        ("sqlite:///file:galley.db?mode=ro", "takes no options"),
        ("postgres://u:hunter2@db:port/news", "does not read as"),
        ("postgres://u:hunter2@db:70000/news", "its port is not a number"),
        ("postgres://u:hunter2@db/news?port=x", "its port is not a number"),
        ("postgres://u:hunter2@db1,db2/news", "does not read as"),
        ("postgres://u:hunter2@/news?host=db1,db2", "its host is no name"),
        ("postgres://u:hunter2@db/news/more", "does not read as"),
        ("postgres://u:hunter2@db/news?sslmode=maybe", "its ssl or sslmode is none of"),
        ("postgres://u:hunter2@db/news?sslmode=require&ssl=disable", "or the two differ"),
        ("postgres://u:hunter2@db/news?channel_binding=require", "its option 'channel_binding' is none of"),
        ("postgres://u:\udcffhunter2@db/news", "bytes that are no UTF-8"),
    ],
)
def test_refuses_other_databases_without_repeating_a_password(text: str, told: str) -> None:
    message = refusal(GALLEY_DATABASE_URL=text)
    assert message.startswith("GALLEY_DATABASE_URL cannot be used: ")
    assert told in message
    assert "hunter2" not in message


# ── variables that nothing reads ────────────────────────────────────────────────────────────────


def test_finds_misspelt_variables_and_what_was_meant() -> None:
    environ = {
        "GALLEY_DATABSE_URL": "x",
        "galley_port": "1",
        "GALLEY_ZZZ": "1",
        "GALLEY_HOST": "::",
        "PATH": "/bin",
    }
    found = unknown_settings(environ)
    assert [(one.name, one.meant) for one in found] == [
        ("GALLEY_DATABSE_URL", "GALLEY_DATABASE_URL"),
        ("GALLEY_ZZZ", None),
        ("galley_port", "GALLEY_PORT"),
    ]
    assert str(found[0]) == "GALLEY_DATABSE_URL is not a setting. Did you mean GALLEY_DATABASE_URL?"
    assert str(found[1]) == "GALLEY_ZZZ is not a setting."


# ── trusted proxies ─────────────────────────────────────────────────────────────────────────────


def trusted(text: str) -> list[str]:
    return [str(network) for network in load_settings({"GALLEY_TRUSTED_PROXIES": text}).trusted_proxies]


def test_trusts_no_proxy_that_is_not_named() -> None:
    assert load_settings({}).trusted_proxies == ()


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("127.0.0.1", ["127.0.0.1/32"]),
        ("10.0.0.0/8, 2001:0DB8::/32", ["10.0.0.0/8", "2001:db8::/32"]),
        ("::1 ::1", ["::1/128"]),
        ("Private", [str(network) for network in PRIVATE]),
        ("198.51.100.7 private 10.0.0.0/8", ["198.51.100.7/32", *(str(network) for network in PRIVATE)]),
    ],
)
def test_reads_proxies_as_addresses_networks_or_all_private_ones(text: str, networks: list[str]) -> None:
    assert trusted(text) == networks


@pytest.mark.parametrize(
    "text", ["proxy", "10.0.0.0/33", "10.0.0.1/8", "0.0.0.0/0", "::/0", "10.0.0.256", "*"]
)
def test_refuses_what_is_no_network_or_everybody(text: str) -> None:
    assert refusal(GALLEY_TRUSTED_PROXIES=text).startswith("GALLEY_TRUSTED_PROXIES cannot be used: ")
