"""What two twins must have in common in each pair of paragraphs, whatever their languages.

The names in code, formulas, links and numbers (also those that are written out in words); a length
that is not absurd beside the other's; and a "not" where the other says no.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from asrun.pages.sayings import FORMULA, Saying, text_of

Difference = tuple[str, str]  # the name under which a writer declares it, and what is told of it

NUMBER = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)"
    r" ?((?:(?<=10)|(?<=100)|(?<=1000))만(?!큼)|만(?= ?[개번배])|억|조|million|billion|trillion)?"  # 만 is also "only"
)
UNITS = {"만": 10**4, "억": 10**8, "조": 10**12, "million": 10**6, "billion": 10**9, "trillion": 10**12}
IN_WORDS = {  # how a language may write a number
    "en": {
        0: "zeros?|no|none|nothing",
        1: "ones?|once|single|first|an?|each|January",
        2: "two|twice|second|doubles?|both|pair|half|halves|February",
        3: "three|thirds?|March",
        4: "four|fourth|quarters?|April",
        5: "five|fifth|May",
        6: "six|sixth|June",
        7: "seven|July",
        8: "eight|eighth|August",
        9: "nine|September",
        10: "tens?|tenths?|October",
        11: "eleven|November",
        12: "twelve|December",
        15: "fifteen",
        16: "sixteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        60: "sixty",
        100: "hundred",
        200: "two-hundredth",
        1000: "thousand",
        10**6: "million",
        10**9: "billion",
        4 * 10**12: "four trillion",
        0.5: "half",
    },
    "ko": {
        0: "영|없",
        1: "한|하나|첫|일|번",
        2: "두|둘|이|배|반",
        3: "세(?![로션트])|셋|석|삼",
        4: "네|넷|사",
        5: "다섯|오",
        6: "여섯",
        7: "일곱",
        8: "여덟",
        9: "아홉",
        10: "열|십",
        12: "열두",
        15: "열다섯",
        16: "열여섯",
        20: "스무|스물",
        30: "서른",
        40: "마흔",
        60: "예순",
        100: "백",
        1000: "천",
        0.5: "반",
    },
}
EDGES = {  # where a word begins and ends that is a number, and nothing else
    "en": (r"\b", r"\b"),
    "ko": ("(?<![가-힣])", "(?=째|[이은을도과와의만씩]?(?![가-힣]))(?![.,])"),
}
SPELT = {  # numbers that are compared where they are written out: the smaller ones have other uses
    "en": {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 12: "twelve"},
    "ko": {3: "세|셋", 4: "네|넷", 5: "다섯", 6: "여섯", 7: "일곱", 8: "여덟", 9: "아홉", 12: "열두"},
}

LATIN, HANGUL = re.compile("[A-Za-z]"), re.compile("[가-힣]")
LENGTHS = {  # of a text with so many English letters: how many Korean ones it may have for each of them
    160: (0.32, 0.70),
    80: (0.28, 0.80),
    40: (0.22, 0.90),
}
NOT = {  # how a language says no
    "en": r"\b(?:not|never|no|(?-i:none)|nothing(?! but| else)|nobody|neither|nor|without|cannot|nowhere)\b|n't\b",
    "ko": r"않(?!습니까)|\b안 (?!에)|(?<!잘)못|아니(?!면)|아닌|아닐|아님|아닙|(?<!상관)없|말고|말아|마세요|지 마",
}
NEARLY = {  # and what may stand for it in the other
    "en": r"\b(?:nothing|any\w*|apart|avoid\w*|away|badly|besides|beyond|break\w*|cancel\w*|contradict\w*|drop\w*|empty"
    r"|end|errors?|except\w*|exclu\w+|fail\w*|far|fewer|forg[eo]t\w*|free|gone|hardly|ignor\w+|instead|keep\w*|kept"
    r"|lack\w*|leaves?|left|less|little|los[et]s?|needless|off|old\w*|omit\w*|open|otherwise|prevent\w*|rarely|rather"
    r"|refus\w+|reject\w*|remov\w+|seldom|silent\w*|skip\w*|stays?|still|stop\w*|too|unless|wrong\w*"
    r"|un(?!i|der|til)\w+|im(?:possible|mutable)|in(?:valid|correct|visible|dependent\w*)|non-?\w+|dis\w+|mis\w+)\b",
    "ko": "0개|거부|거절|건너|그냥|그대로|끊|끝난|다르|다름|다릅|달리|대신|독립|드[문물]|든지|따로|막[기는아으습]"
    "|멈|모르|모른|모를|모름|모릅|모자라|모자랍|몰|무관|무시|밖|버려|버리|버린|벗어|불가|비[어었]|비복원"
    "|빠[지진져졌집뜨]|빼|뺀|뺄|뺌|뺐|사라|상관없|생략|실패|아니면|어긋|어느|어려|어렵|오류|잊|잘못|제각각"
    "|제외|늦|틀[려렸리린립]",
}


def code(saying: Saying) -> Counter[str]:
    """Names in code, without the parentheses of calls; what holds words of a language does not count."""
    names = {text_of(one).replace("()", "") for one in saying.element.iter("code")}
    return Counter(name for name in names if re.fullmatch(r"@?[\w.]+(?:=[\w.]+)?", name) and name.isascii())


def formulas(saying: Saying) -> Counter[str]:
    """Formulas, without the words in them."""
    return Counter({re.sub(r"\\text\{[^}]*\}", "", formula) for formula in FORMULA.findall(saying.text)})


def links(saying: Saying) -> Counter[str]:
    """Where links lead."""
    found = (link for link in saying.element.iter("a") if "headerlink" not in link.get("class", ""))
    return Counter({str(link.get("href")) for link in found})


def numbers(saying: Saying) -> Counter[str]:
    """The numbers in the words, their thousands not set off; how often one says 0 is a matter of language."""
    found = ((float(number.replace(",", "")), UNITS.get(unit, 1)) for number, unit in NUMBER.findall(saying.words))
    counted = Counter(f"{n * unit:g}" if n * unit < 10**5 else f"{n * unit:.0f}" for n, unit in found)
    return Counter({number: times if float(number) else 1 for number, times in counted.items()})


def digits(saying: Saying) -> list[str]:
    """The numbers in the words, whatever they count."""
    return [number for number, _ in NUMBER.findall(saying.words)]


def spelt(saying: Saying) -> Counter[str]:
    """The numbers that are written out; how often does not count."""
    begin, end = EDGES[saying.language]
    words = SPELT[saying.language].items()
    return Counter(str(number) for number, word in words if re.search(f"{begin}(?:{word}){end}", saying.words, re.I))


def otherwise(number: str, saying: Saying) -> bool:
    """Whether a language has a number in words, in code, or in a formula."""
    begin, end = EDGES[saying.language]
    if saying.language == "ko":
        begin, end = begin if float(number) >= 2 else "", ""
    words = IN_WORDS[saying.language].get(float(number), "")
    return number in saying.marked or bool(words and re.search(f"{begin}(?:{words}){end}", saying.text, re.I))


def common(
    of: Callable[[Saying], Counter[str]], excused: Callable[[str, Saying], bool] = lambda item, saying: False
) -> Callable[[Saying, Saying], Iterator[Difference]]:
    """Compares what two languages have, all of which both must have as often."""

    def compare(one: Saying, other: Saying) -> Iterator[Difference]:
        for here, there in ((one, other), (other, one)):
            for item in sorted(of(there) - of(here)):
                if not excused(item, here):
                    yield item, f"not there is {item} in {here.language}"

    return compare


def length(one: Saying, other: Saying) -> Iterator[Difference]:
    """What one language says in absurdly few letters; those of names that Korean writes as English do not count."""
    words = {saying.language: saying.words for saying in (one, other)}
    same = len(LATIN.findall(words["ko"]))
    korean, english = len(HANGUL.findall(words["ko"])), len(LATIN.findall(words["en"])) - same
    for least, (low, high) in LENGTHS.items():
        if max(english, 2 * korean) >= least:
            if not low * english <= korean <= high * english:
                yield "length", f"{korean} letters in ko stand beside {english} in en"
            return


def negation(one: Saying, other: Saying) -> Iterator[Difference]:
    """What one language denies, and the other has no word for."""
    for here, there in ((one, other), (other, one)):
        denies = re.search(NOT[here.language], here.words, re.I)
        answers = re.search(f"{NOT[there.language]}|{NEARLY[there.language]}", there.words, re.I)
        if denies and not answers and one.words != other.words:
            yield "not", f"'{denies[0].strip()}' is said in {here.language}, and nothing like it in {there.language}"


KINDS: dict[str, Callable[[Saying, Saying], Iterator[Difference]]] = {
    "code": common(code),
    "formulas": common(formulas),
    "links": common(links),
    "numbers": common(numbers, otherwise),
    "numbers in words": common(spelt, lambda number, saying: otherwise(number, saying) or number in digits(saying)),
    "length": length,
    "negation": negation,
}
