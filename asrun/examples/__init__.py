"""What the snippets say, and what they gave: examples are found, run, compared and kept. This room knows no page."""
