"""Values that staff propose in the workbook of figures: how its two sheets are laid out, and how they are read."""
