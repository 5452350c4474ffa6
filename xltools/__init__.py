"""政府信息公开工作年度报告: one form declared once, everything else derived from it."""

__version__ = "0.1.0"
