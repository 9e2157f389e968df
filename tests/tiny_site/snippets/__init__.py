"""Snippets of the miniature site."""
