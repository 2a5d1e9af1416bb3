"""Error rates of OCR text against a truth file as in tests/data/samples.

    bench/cer.py TRUTH.json PAGE.txt...     one text file a page, in order
"""

import json
import re
import sys
import unicodedata
from collections import Counter

SAME = str.maketrans({
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u2022", "-"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'), **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u00ad\u200b\ufeff", None), "\u2026": "..."})
LEADERS = re.compile(r"(?:[._\u00b7]\s?){4,}")


def plain(text):
    """NFC with one kind of quotes and dashes, no dot leaders, and single spaces."""
    return " ".join(LEADERS.sub(" ", unicodedata.normalize("NFC", text).translate(SAME)).split())


def unmarked(text):
    """Without tone and vowel marks."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def distance(left, right):
    """Levenshtein distance; one integer holds a column of the table (Myers 1999, Hyyrö 2003)."""
    if len(left) > len(right):
        left, right = right, left
    if not left:
        return len(right)
    places = {}
    for bit, char in enumerate(left):
        places[char] = places.get(char, 0) | 1 << bit
    full, last = (1 << len(left)) - 1, 1 << (len(left) - 1)
    rises, falls, score = full, 0, len(left)
    for char in right:
        here = places.get(char, 0)
        level = (((here & rises) + rises) ^ rises) | here
        up, down = falls | (full & ~(level | rises)), rises & level
        score += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & full, (down << 1) & full
        vertical = here | falls
        rises, falls = down | (full & ~(vertical | up)), up & vertical
    return score


def best_order(regions, text):
    """(truth, errors) in the legal reading order that fits the text best."""
    variants = [[plain(v) for v in region["variants"]] for region in regions]
    text, chosen = plain(text), [0] * len(variants)

    def truth():
        return " ".join(filter(None, (v[c] for v, c in zip(variants, chosen))))

    best = distance(truth(), text)
    for _ in range(2):  # regions depend on one another little, so two rounds settle
        for region, choices in enumerate(variants):
            for choice in range(len(choices)):
                before, chosen[region] = chosen[region], choice
                if choice != before and (found := distance(truth(), text)) < best:
                    best = found
                else:
                    chosen[region] = before
    return truth(), best


def page_scores(regions, text):
    """Counts to be added up and given to rates()."""
    truth, errors = best_order(regions, text)
    text = plain(text)
    words, read = truth.split(), text.split()
    word_errors = distance(words, read)
    lost, invented = Counter(words) - Counter(read), Counter(read) - Counter(words)
    return Counter(characters=len(truth), errors=errors, words=len(words), word_errors=word_errors,
                   mark_errors=errors - min(errors, distance(unmarked(truth), unmarked(text))),
                   misplaced=word_errors - max(lost.total(), invented.total()))


def rates(scores):
    """CER, WER, errors of tone and vowel marks alone, and words right but out of order; shares."""
    return {"CER": scores["errors"] / scores["characters"], "WER": scores["word_errors"] / scores["words"],
            "marks": scores["mark_errors"] / scores["characters"], "order": scores["misplaced"] / scores["words"]}


def file_scores(truth, texts):
    """By class of wear, over the pages with text; a page that is missing counts as empty."""
    by_class = {}
    for page in truth["pages"]:
        if page["blank"]:
            continue
        text = texts[page["index"]] if page["index"] < len(texts) else ""
        by_class.setdefault(page.get("cls", "-"), Counter()).update(page_scores(page["regions"], text))
    return by_class


def file_errors(truth, texts):
    """(errors, characters) over the pages with text."""
    scores = sum(file_scores(truth, texts).values(), Counter())
    return scores["errors"], scores["characters"]


def main(truth, *pages):
    with open(truth, encoding="utf-8") as stream:
        known = json.load(stream)
    texts = [open(page, encoding="utf-8", errors="replace").read() for page in pages]
    scores = sum(file_scores(known, texts).values(), Counter())
    print(", ".join(f"{name} {100 * rate:.2f} %" for name, rate in rates(scores).items()),
          f"of {scores['characters']} characters")


if __name__ == "__main__":
    main(*sys.argv[1:])
