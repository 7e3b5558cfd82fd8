"""Kernels for notebooks: each a fresh fork of a process in which everything is imported already.

``server`` is that process, ``parent`` the owner's side of it, ``provisioner`` what Jupyter starts kernels with,
``manager`` what our Papermill engine runs notebooks with, ``stock`` what the process keeps beside the imports.

A notebook shows in such a kernel what it shows in a plain one, with what follows from modules being there already:
what they say when they are imported is said once, by the parent; their filters of warnings stand from the start;
and the kernels of one parent hash texts with the same seed. A module that changes while a parent runs is no
trouble: the next kernel comes from a new parent.
"""
