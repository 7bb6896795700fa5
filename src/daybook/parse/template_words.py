"""The templates that take no more than a table: which argument they show, or which sign or word they stand for.

Names are in lower case, many to a string, between bars. Knows no rules; those are `template_texts`' part.
"""

from __future__ import annotations

FIRST = (
    "nowrap|nobreak|no wrap|nobold|noitalic|noitalics|normal|small|smaller|smalldiv|big|larger|large|abbr|"
    "abbreviation|tooltip|tt|hover title|script|angbr|center|align|plainlist|flatlist|quote|blockquote|cquote|"
    "mono|code|kbd|samp|var|visible anchor|anchored|vanchor|sc|smallcaps|smallcaps2|caps|nobr|allcaps|strike|"
    "u|underline|ins|first word|not a typo|proper name|as written|typo|sic inline|pslink|nihongo2|noflip|resize0|"
    "tiny|midsize|nowraplinks|plain text|uc first|highlight|text|mvar|math|overline|inserted text|hangul|hebrew|arabic|cyrl|unicode|polytonic|bdi|w|lw|no ping|user|1x|italics correction|awrap|"
    "lit|literal translation|party|noflag|rtl|user link|plainlinks|pdflink|nihongo core|ruby|okay|start-date|end-date|"
    "columns-list|div col|hatnote|block indent|in5|spoken|nastaliq|nq|script/arabic|script/hebrew|big2|no italic"
)
"""Templates that show their first argument."""

SECOND = (
    "lang|rtl-lang|script/cyrl|color|font color|fontcolor|colour|resize|font|wikt-lang|wt|"
    "font size|h:title|background|wikt-lang2|clarify span|highlight round|bg|background color|citation needed span|tooltip2"
)
"""Templates that show their second argument, or the only one."""

NOTHING = (
    "collapse top|collapse bottom|cot|cob|hidden begin|hidden end|multicol|multicol-break|multicol-end|div col end|div col start|colbegin|"
    "colend|col-begin|col-2|col-3|col-break|col-end|refbegin|refend|hat|hab|stack begin|stack end|end|server|servername|scriptpath|noindex|ongoing events|as of?|lopsided|link rot|bare url|url access|pdf|recent death|main list|see|wikinews|wikinews-inline|"
    "wikinewshas|wikisource|wikiquote|commons|commons category|sister|nowrap begin|nowrap end|nowrap start|nb5|"
    "listen|audio|multiple image|infobox|navbox|increase|decrease|steady|gain|loss|up|down|profit|"
    "positive increase|negative increase|positive decrease|negative decrease|goldmedal|silvermedal|bronzemedal|"
    "gold1|increaseneutral|decreaseneutral|editsection|edit section|synthesis inline|relevance inline|"
    "importance inline|third-party inline|obsolete source|self-published inline|promotion inline|buzz inline|"
    "jargon inline|technical inline|unbalanced opinion|opinion|year needed|time needed|volume needed|"
    "current event|hidden ping|spoiler|closed access|open access|free access|limited access|clear|-|clr|toc|"
    "toc right|toc left|notoc|reflist|references|notelist|anchor|flagicon|flag icon|flagdeco|flag deco|"
    "country flag|coord|portal|portal bar|main|see also|further|details|shortcut|pp|pp-protected|pp-semi|pp-move|"
    "pp-pc|pp-vandalism|pp-semi-protected|cbignore|use dmy dates|use mdy dates|efn|refn|sfn|rp|r|void|null|dummy|"
    "hide|defaultsort|displaytitle|noprint|sup citation|current|current events navigation|current events sidebar|"
    "pagemove|short description|italic title|spoken link|yesno|silver2|bronze3|gold medal|silver medal|"
    "bronze medal|image|tone inline|neologism inline|under construction|in use|inuse|merge|cleanup|editnotice|"
    "talk header|peacock inline|sources|cite check|contradict-inline|nbsp after|zwsp|zwj|zwnj|shy|wbr|lrm|rlm|"
    "rcat|portal:current events/header|portal:current events/footer"
)
"""Templates of which nothing is text."""

COMPLAINTS = {
    "citation needed": "citation needed|cn|fact|cite needed|citation needed inline",
    "dead link": "dead link|deadlink|dl|broken link|dead",
    "better source needed": "better source|better source needed|bsn",
    "who?": "who|who?",
    "when?": "when|when?",
    "where?": "where|where?",
    "which?": "which|which?",
    "why?": "why|why?",
    "by whom?": "by whom|by whom?|whom?",
    "clarification needed": "clarify|clarification needed|clarify inline|huh",
    "vague": "vague",
    "needs update": "update inline|update after|update needed|needs update",
    "failed verification": "failed verification|not in source",
    "verification needed": "verify source|verification needed|verify inline",
    "unreliable source?": "unreliable source?|unreliable source|unreliable source inline|verify credibility|rs",
    "according to whom?": "according to whom|according to whom?|attribution needed",
    "dubious – discuss": "dubious|dubious inline",
    "disputed – discuss": "disputed inline|disputed-inline",
    "specify": "specify",
    "full citation needed": "full citation needed",
    "page needed": "page needed|pn",
    "neutrality is disputed": "pov-statement|pov inline|pov-inline",
    "weasel words": "weasel inline|weasel-inline",
    "original research?": "original research inline|or",
    "non-primary source needed": "non-primary source needed|primary source inline",
    "date missing": "date missing",
    "bare URL": "bare url inline",
}  # fmt: skip
"""What editors complain of, as the wiki shows it in brackets, and the templates that do so: nothing a headline needs."""

HURDLES = {
    "subscription required": "subscription required|subscription|subscription needed|paywall",
    "registration required": "registration required|registration|login required",
    "subscription or membership required": "subscription or membership required",
}  # fmt: skip
"""What stands before a cited article, as the wiki shows it in parentheses, and its templates."""

FIXED = {
    "!": "|", "pipe": "|", "=": "=", "(": "{", ")": "}", "((": "&#123;&#123;", "))": "&#125;&#125;", "!!": "||",
    "'": "&#39;", "'s": "&#39;s", "-'": "&#39;", "'-": "&#39;", "' \"": "&#39;\"", "\" '": "\"&#39;", "\"'": "\"&#39;", "'\"": "&#39;\"",
    "`": "&#39;", "okina": "ʻ", "hamza": "ʾ", "ayin": "ʿ", "prime": "′", "apostrophe": "&#39;", "±": "±", "pm": "±", "plusminus": "±", "pi": "π",
    "infty": "∞", "infin": "∞", "half": "1⁄2", "1/2": "1⁄2", "co2": "CO<sub>2</sub>", "co₂": "CO<sub>2</sub>", "h2o": "H<sub>2</sub>O",
    "carbon dioxide": "CO<sub>2</sub>", "section sign": "§", "a.k.a.": "a.k.a.", "aka": "a.k.a.",
    "bce": "BCE", "ce": "CE", "hairsp": " ", "emsp": " ", "ensp": " ", "nnbsp": " ", "narrow nbsp": " ", "vs": "vs.", "vs.": "vs.", "v.": "v.", "versus": "vs.", "break": "<br>", "br": "<br>", "crlf": "<br>", "*": "•",
    "ndash": "–", "en dash": "–", "endash": "–", "nsndns": "–", "emdash": "—", "--": "—", "hyphen": "-", "long dash": "——", "mdash": "—", "em dash": "—", "spnd": " – ", "snd": " – ", "spaced ndash": " – ",
    "dash": " – ", "spaced en dash": " – ", "spaced en dash space": " – ", "snds": " – ", "nbsp": " ", "space": " ", "spaces": " ",
    "thinsp": " ", "thin space": " ", "hair space": " ", "hsp": " ", "pad": " ", "dot": " · ", "·": " · ",
    "middot": " · ", "bull": " • ", "•": " • ", "bullet": " • ", "minus": "−", "times": "×", "x": "×", "deg": "°",
    "degree": "°", "permil": "‰", "euro": "€", "pound sign": "£", "euro sign": "€", "ellipsis": "...", "...": "...",
    "asterisk": "*", "sharp": "♯", "flat": "♭", "number sign": "#", "no.": "No.", "sect": "§",
    "check": "✓", "tick": "✓", "cross": "✗", "ordinal suffix": "",
    "lb": "[", "rb": "]", "bracket": "[", "!(": "[", ")!": "]", "left parenthesis": "(", "right parenthesis": ")",
}  # fmt: skip
"""Templates that stand for a sign or a word."""

CURRENCIES = {
    "€": "€", "eur": "€", "euro": "€", "£": "£", "gbp": "£", "pound": "£", "pound sterling": "£", "$": "$", "us$": "US$",
    "usd": "US$", "usdollar": "US$", "a$": "A$", "aud": "A$", "au$": "A$", "c$": "C$", "cad": "C$", "ca$": "C$",
    "nz$": "NZ$", "nzd": "NZ$", "hk$": "HK$", "hkd": "HK$", "s$": "S$", "sgd": "S$", "nt$": "NT$", "twd": "NT$",
    "¥": "¥", "jpy": "¥", "jpy¥": "¥", "yen": "¥", "cny": "CN¥", "cn¥": "CN¥", "rmb": "CN¥", "yuan": "CN¥", "inr": "₹",
    "₹": "₹", "indian rupee": "₹", "rupee": "₹", "pkr": "₨", "pkrs": "₨", "philippine peso": "₱", "php": "₱",
    "philippines peso": "₱", "₱": "₱", "krw": "₩", "₩": "₩", "south korean won": "₩", "ils": "₪", "nis": "₪", "₪": "₪",
    "rub": "₽", "₽": "₽", "uah": "₴", "₴": "₴", "try": "₺", "₺": "₺", "brl": "R$", "r$": "R$", "mxn": "Mex$", "zar": "R",
    "chf": "CHF ", "sek": "SEK ", "nok": "NOK ", "dkk": "DKK ", "ngn": "₦", "₦": "₦", "vnd": "₫", "₫": "₫", "thb": "฿",
    "฿": "฿", "idr": "Rp", "myr": "RM", "bdt": "৳", "kzt": "₸", "pln": "zł", "jp¥": "¥", "jp yen": "¥", "₤": "£", "sfr": "SFr ", "naira": "₦", "lkr": "₨", "slrs": "₨",
    "rm": "RM", "ars": "AR$", "clp": "CLP$", "cop": "COL$", "ghs": "GH₵", "₵": "₵", "kes": "KSh ", "ksh": "KSh ", "egp": "E£", "aed": "AED ", "sar": "SAR ",
    "irr": "IRR ", "kwd": "KD ", "czk": "CZK ", "huf": "HUF ", "ron": "RON ", "afn": "Afs ", "amd": "֏", "gel": "₾", "₾": "₾", "azn": "₼", "bitcoin": "₿", "btc": "₿",
}  # fmt: skip
"""The sign before a sum, by the names that currencies' templates have."""

SHIPS = (
    "USS|HMS|HMAS|HMCS|HMNZS|HMT|SS|MV|MS|MT|RMS|RRS|RV|INS|USNS|USCGC|USAV|RFA|BRP|ROKS|JS|JDS|PNS|KRI|ARA|ARM|ARC|"
    "BAP|BNS|CCGS|HDMS|HNoMS|HSwMS|HNLMS|HTMS|KD|LÉ|ORP|RSS|SAS|SLNS|SMS|TCG|USAT|VOC ship|GTS|FV|MY|PS|ST|TSS|RSV|MSC"
)
"""Prefixes of ships, each of them a template."""

LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fil": "Filipino", "fr": "French", "ga": "Irish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "ko": "Korean",
    "ku": "Kurdish", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mn": "Mongolian",
    "ms": "Malay", "my": "Burmese", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak",
    "sl": "Slovene", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "tg": "Tajik", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""Names of languages by code."""

CITATIONS = frozenset(
    ("citation", "cite", "citeweb", "citenews", "web cite", "web reference", "news reference", "newscite", "news")
)
"""Further names of templates that describe a cited article, beside those that begin with "cite"."""
