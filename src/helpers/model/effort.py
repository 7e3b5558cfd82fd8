"""How the chain is computed, nothing about the province."""

#: Values of one array over draws, years and places that are worked on at once: few enough for the memory, many enough
#: for the overhead of a call not to count.
CELLS_AT_ONCE = 2**20
