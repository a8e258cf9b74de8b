"""The RCP Exchange web platform."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rcp_platform.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """Return the application factory, loaded when it is asked for."""
    if name == "create_app":
        from rcp_platform.app import create_app

        return create_app
    raise AttributeError(name)
