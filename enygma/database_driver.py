"""The Python package that a database's address needs beside SQLAlchemy."""

from __future__ import annotations

from freqtrade.exceptions import OperationalException
from sqlalchemy.engine import make_url

PACKAGES = {"psycopg2": "psycopg2-binary", "psycopg": "psycopg[binary]"}
"""What to install, by the module that is missing, where the two names differ."""


class MissingDriverError(OperationalException):
    """No driver for an address is installed. The message does not tell the address's password.

    Attributes:
        what: What is missing.
        mend: The command that installs it.
    """

    def __init__(self, url: str, error: ModuleNotFoundError) -> None:
        named = make_url(url).render_as_string(hide_password=True)
        module = str(error.name)
        self.what = f"The database {named} needs the Python package {module}, it is not installed"
        self.mend = f"pip install '{PACKAGES.get(module, module)}'"
        super().__init__(f"{self.what}. Install it with: {self.mend}")
