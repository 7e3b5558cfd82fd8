"""Workbook helpers: inputs -> model -> analysis -> report, executed by run."""
