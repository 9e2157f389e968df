"""Every example of the site, by section and page."""
