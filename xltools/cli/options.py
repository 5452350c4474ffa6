"""The arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltools.messages import say

ToBook = Annotated[Path, typer.Option("-o", "--output", help=say("help.output_book"))]
ToFolder = Annotated[Path, typer.Option("-o", "--output", help=say("help.output_folder"))]
Year = Annotated[int | None, typer.Option(help=say("help.year"))]
Template = Annotated[Path | None, typer.Option(help=say("help.template_files"))]
Pdf = Annotated[bool, typer.Option("--pdf", help=say("help.pdf"))]
Log = Annotated[Path | None, typer.Option(help=say("help.log"))]
