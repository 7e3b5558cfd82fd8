"""Checkers of finished papers: each reads files as a reader gets them and says what it found, point by point."""
