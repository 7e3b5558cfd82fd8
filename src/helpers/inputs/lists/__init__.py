"""Lists and reports that others send: the official points, the quarterly reports, and the names of communes."""
