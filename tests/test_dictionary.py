"""The data dictionary says what the schemas say."""

from helpers.inputs import data_dictionary
from helpers.inputs.schemas import SCHEMAS


def test_the_data_dictionary_is_current(root):
    assert (root / "data" / "README.md").read_text(encoding="utf-8") == data_dictionary()


def test_the_data_dictionary_has_every_column_of_every_table():
    text = data_dictionary()
    assert all(f"| `{column}` |" in text for schema in SCHEMAS.values() for column in schema.columns)
