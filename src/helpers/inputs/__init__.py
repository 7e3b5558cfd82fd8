"""Everything that comes from ``data/``: read, checked and frozen. The only room that reads it."""

from helpers.inputs.bundle import Inputs, load_inputs, load_profile, load_tables, of_results
from helpers.inputs.dictionary import column_about, data_dictionary
from helpers.inputs.errors import InputError, nearest, unknown_name
from helpers.inputs.layout import assumed_layout, fixed_points, sample_layout, sample_places
from helpers.inputs.parameters import Parameter, Register, load_register
from helpers.inputs.place import data_dir, workbook_root
from helpers.inputs.quantity import STATUS_WORDS, STATUSES, Quantity, derived, worst_status
from helpers.inputs.scenario import Scenario, check_references, load_scenario, scenario_names
from helpers.inputs.schemas import PAPER_TABLES
from helpers.inputs.seal import sealed, unsealed
from helpers.inputs.sign_offs import SIGN_OFFS_FILE, as_rows, load_sign_offs, with_sign_off
from helpers.inputs.tables import table_file

__all__ = [
    "PAPER_TABLES", "SIGN_OFFS_FILE", "STATUSES", "STATUS_WORDS", "InputError", "Inputs", "Parameter", "Quantity",
    "Register", "Scenario", "as_rows", "assumed_layout", "check_references", "column_about", "data_dictionary",
    "data_dir", "derived", "fixed_points", "load_inputs", "load_profile", "load_register", "load_scenario",
    "load_sign_offs", "load_tables", "nearest", "of_results", "sample_layout", "sample_places", "scenario_names",
    "sealed", "table_file", "unknown_name", "unsealed", "with_sign_off", "workbook_root", "worst_status",
]
