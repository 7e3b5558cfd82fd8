"""Workbook for Decision 45/2016/QĐ-TTg: inputs -> model -> analysis -> report, executed by run.

A notebook needs two names: :func:`open_workbook` and :func:`results_for`. They are imported on first use, so
that ``import helpers.inputs`` stays light.
"""

__all__ = ["open_workbook", "results_for"]


def __getattr__(name: str):
    if name in __all__:
        import helpers.run

        return getattr(helpers.run, name)
    raise AttributeError(f"module 'helpers' has no attribute {name!r}")
