"""Checkers of what finished papers say: law, clauses, numbers, blanks, names of bodies, unfit words.

Each module has one function ``check`` from finished papers and the inputs of the workbook to findings.
"""
