"""Texts that try to be something else: markup, template, formula, control characters."""

from __future__ import annotations

from dataclasses import replace

import filings

from xltools.filing.filing import Filing
from xltools.law.edition import Edition

TYPED = (
    "<b>粗体</b> & <w:p/> &amp; ]]>",
    "{{ title }} {% for x in y %} {# 注 #} {%p endfor %} {{r x }}",
    "｛｛全角｝｝ ${7*7} #{7*7} %s {0} {year}",
    "=cmd|' /C calc'!A0",
    "引号“直”\"'单'、破折号——、省略号……、①②③㎡、〔2021〕",
    "表情😀与扩展汉字𠮷",
    "两个  空格",
    "制表\t符",
    "长" * 30_000,
)
"""Each must stand in the report exactly so."""

CLEANED = {
    "控制\x00字\x08符\x1f与\x7f": "控制字符与",
    "半个\ud83d代理": "半个代理",
    "非字符\ufffe\uffff": "非字符",
    "　　缩进 ": "缩进",
}
"""What cannot be printed, and what stands in the report."""


def filed(edition: Edition) -> Filing:
    """A return with such texts wherever a text goes."""
    texts = (*TYPED, *CLEANED)
    name = '<测试> & {{ title }} "局"\x0b'
    cover = {**filings.COVER, "name": name, "date": "{{ title }}", "site": "<a>&"}
    return replace(
        filings.busy(edition),
        cover=cover,
        narratives={"proactive": texts, "further": ("第一行\r\n第二行\n\n第三行",)},
        notes=dict.fromkeys(edition.form.tables, "<i>{{ title }}</i>\x01"),
    )
