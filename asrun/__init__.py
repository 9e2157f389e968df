"""As run: what the pages show is what ran.

:mod:`asrun.examples` runs what the snippets say, :mod:`asrun.pages` reads what the
writers wrote, :mod:`asrun.site` weaves the two. Each asks only those before it, and
all of them tell mistakes as :mod:`asrun.problems`.
"""
