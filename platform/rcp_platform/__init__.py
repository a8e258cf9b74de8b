"""The RCP Exchange web platform."""

from rcp_platform.app import create_app

__all__ = ["create_app"]
