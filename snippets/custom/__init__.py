"""Snippets of the section custom."""
