"""Kernels for notebooks: each a fresh fork of a process in which everything is imported already.

``server`` is that process, ``parent`` the owner's side of it, ``provisioner`` what Jupyter starts kernels with,
``manager`` what our Papermill engine runs notebooks with, ``stock`` what the process keeps beside the imports.
"""
