"""Reference: versions, terms, mistakes."""
