"""What ran and what is written, woven: complete Markdown, files to take away, and the site."""
