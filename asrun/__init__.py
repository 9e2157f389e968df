"""As run: what the pages show is what ran.

The examples of ``snippets/`` are found (:mod:`asrun.examples.find`), run once for every
language (:mod:`asrun.examples.run`) in workers (:mod:`asrun.examples.evaluate`), compared with
what their author expected (:mod:`asrun.examples.compare`), kept (:mod:`asrun.examples.record`),
put together as scripts to copy (:mod:`asrun.examples.script`) and shown by a Python-Markdown extension
(:mod:`asrun.render`) or taken away as files (:mod:`asrun.download`).
:mod:`asrun.pages` holds the two languages against each other, :mod:`asrun.examples.lanes`
versions of TensorFlow, and :mod:`asrun.site` builds the site. Data flows in that
order, one way.
"""
