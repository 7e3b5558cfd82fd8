"""The survey of facilities and needs: what is asked, who is asked, and how returned forms are read."""
