"""What an example gave."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What one example gave, letter by letter.

    Attributes:
        printed: everything it printed, the repr of its value included.
        value: what its last expression was: "" (None or no expression), "value", "figure", or
            "several" where values were shown that are not that of the last expression alone.
        error: the exception as a reader would see its last lines, or None.
        html: the value's own HTML, where it has one.
        figure: the drawing as SVG, where the value is a figure.
        repr: of the value, where it has HTML or is a figure.
    """

    printed: str = ""
    value: str = ""
    error: str | None = None
    html: str = ""
    figure: str = ""
    repr: str = ""
