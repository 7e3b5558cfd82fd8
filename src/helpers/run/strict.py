"""The Papermill engine ``qd45``: loaded by Papermill itself, through its entry point; import nothing from here."""

from __future__ import annotations

from pathlib import Path

from papermill.engines import NBClientEngine


class StrictEngine(NBClientEngine):
    """Papermill's own engine behind the same check, in warm kernels: ``papermill --engine qd45 ...``."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **kwargs):
        """Check the parameters of the notebook, then run it."""
        # Papermill is still loading its engines when it imports this module, and these modules need all of it.
        from helpers.run.engine import check_parameters, execute

        about = nb_man.nb.metadata.papermill
        check_parameters(Path(about["input_path"]), dict(about["parameters"]))
        return execute(nb_man, kernel_name, **kwargs)
