"""What a user would otherwise write: openpyxl reads a return, docxtpl fills in a template.

    python benchmarks/plain_script.py FOLDER OUT TEMPLATE.docx

One balance is checked, no HTML is written, nothing is done about bad files: less than xltools
does. `write_template` makes the Word template once, as a user would by hand in Word.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from docxtpl import DocxTemplate


def main(folder: Path, out: Path, template: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.glob("*.xlsx")):
        data = read(file)
        for column in ("natural_person", "business", "research", "total"):
            left = data[f"requests.new.{column}"] + data[f"requests.carried_in.{column}"]
            right = data[f"requests.closed.{column}"] + data[f"requests.carried_out.{column}"]
            if left != right:
                print(file.name, column, left, right)
        document = DocxTemplate(template)
        document.render({"data": data}, autoescape=True)
        document.save(out / f"{file.stem}.docx")


def read(file: Path) -> dict[str, Any]:
    """Every named cell of the workbook, a narrative as a list of its paragraphs."""
    workbook = openpyxl.load_workbook(file, data_only=True)
    data: dict[str, Any] = {}
    for name, defined in workbook.defined_names.items():
        for sheet, address in defined.destinations:
            found: Any = workbook[sheet][address.replace("$", "")]
            if ":" in address:
                data[name] = [str(row[0].value) for row in found if row[0].value]
            else:
                data[name] = found.value
    return data


def write_template(path: Path) -> None:
    """A simple Word template: headings, paragraphs, and every table of the form."""
    from xltools.law.edition import latest
    from xltools.law.grid import places_of

    form = latest().form
    document = Document()
    document.add_heading('{{ data["cover.name"] }}{{ data["cover.year"] }}', 0)
    for section in form.sections:
        document.add_heading(section.heading, 1)
        for table in section.tables:
            grid = places_of(table)
            drawn = document.add_table(
                max(placed.row + placed.rows for placed in grid),
                max(placed.column + placed.columns for placed in grid),
            )
            drawn.style = "Table Grid"
            cells = [row.cells for row in drawn.rows]
            for placed in grid:
                first = cells[placed.row][placed.column]
                last = cells[placed.row + placed.rows - 1][placed.column + placed.columns - 1]
                merged = first if first is last else first.merge(last)
                merged.text = f'{{{{ data["{placed.cell.id}"] }}}}' if placed.cell else placed.text
        for narrative in section.narratives:
            document.add_heading(narrative.heading, 2)
            document.add_paragraph(f'{{%p for text in data["text.{narrative.id}"] %}}')
            document.add_paragraph("{{ text }}")
            document.add_paragraph("{%p endfor %}")
    document.save(str(path))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
