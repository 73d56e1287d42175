"""From text to tokens, as the `token_pattern` of preprocess.json says; Python's own `re` knows no \\p{...}."""

import unicodedata

TOKEN_PATTERN = (
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*"
    r"|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])"
    r"[\p{L}\p{M}\p{N}](?:['’](?=\p{L}))?){1,64}|[^\s\p{L}\p{M}\p{N}]"
)
_UNSPACED_NAMES = (
    "CJK UNIFIED IDEOGRAPH",
    "CJK COMPATIBILITY IDEOGRAPH",
    "CJK RADICAL",
    "KANGXI RADICAL",
    "IDEOGRAPHIC ITERATION MARK",
    "IDEOGRAPHIC NUMBER ZERO",
    "HANGZHOU NUMERAL",
    "HIRAGANA LETTER",
    "HIRAGANA ITERATION MARK",
    "HIRAGANA VOICED ITERATION MARK",
    "HIRAGANA DIGRAPH",
    "KATAKANA LETTER",
    "KATAKANA ITERATION MARK",
    "KATAKANA VOICED ITERATION MARK",
    "KATAKANA DIGRAPH",
    "THAI ",
    "LAO ",
    "KHMER ",
    "MYANMAR ",
)
_APOSTROPHES = "'’"
_LONGEST_TOKEN = 64
# White space to JavaScript but not to Python, and the other way round.
_JS_SPACE = "\ufeff"
_NOT_JS_SPACE = "\x1c\x1d\x1e\x1f\x85"


def _is_unspaced(character):
    if character < "\u0e00":
        return False
    name = unicodedata.name(character, "")
    return name.startswith(_UNSPACED_NAMES) and name != "THAI CURRENCY SYMBOL BAHT"


def _class_of(character):
    return unicodedata.category(character)[0]


def _is_space(character):
    return (character.isspace() and character not in _NOT_JS_SPACE) or character in _JS_SPACE


def tokens_of(text, limit):
    """The first `limit` tokens of a text, normalised to NFKC and then to lower case."""
    text = unicodedata.normalize("NFKC", text).lower()
    tokens = []
    at = 0
    while at < len(text) and len(tokens) < limit:
        start = at
        if _is_unspaced(text[at]):
            at += 1
            while at < len(text) and _class_of(text[at]) == "M":
                at += 1
        elif _class_of(text[at]) in "LMN":
            at = _end_of_word(text, at)
        else:
            at += 1
            if _is_space(text[start]):
                continue
        tokens.append(text[start:at])
    return tokens


def _end_of_word(text, at):
    count = 0
    while at < len(text) and count < _LONGEST_TOKEN and _class_of(text[at]) in "LMN" and not _is_unspaced(text[at]):
        count += 1
        at += 1
        if text[at : at + 1] in _APOSTROPHES and _class_of(text[at + 1 : at + 2] or " ") == "L":
            at += len(text[at : at + 1])
    return at
