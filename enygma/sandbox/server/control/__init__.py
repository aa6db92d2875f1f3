"""The control API under `/__sandbox__/`: for the operator and tests, never for trading keys."""

from enygma.sandbox.server.control.routes import PREFIX, Control

__all__ = ["PREFIX", "Control"]
