"""Exercises of the whole chapter, solved."""
