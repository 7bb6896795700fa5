"""The sample archive, as the API's tests have it."""

from tests.http_api.conftest import session, settings

__all__ = ["session", "settings"]
