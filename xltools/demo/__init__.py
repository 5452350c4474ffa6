"""A realistic office to try the product on: the returns of an invented county."""

from xltools.demo.returned import write_returns
from xltools.demo.run import run

__all__ = ["run", "write_returns"]
