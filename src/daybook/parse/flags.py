"""Templates of flags: the country, team or competitor that each one names, as news of sport and politics use them.

The flag itself is an image and gives no text. Codes are those of the Olympic committees and of ISO 3166-1 (three letters),
with a few shorter ones that editors use.
"""

from __future__ import annotations

from collections.abc import Callable

from daybook.parse.arguments import Arguments, Text, wikilink

_TABLE = """
afg=Afghanistan|alb=Albania|alg dza=Algeria|and=Andorra|ang ago=Angola|ant atg=Antigua and Barbuda|arg=Argentina|
arm=Armenia|aru abw=Aruba|aus=Australia|aut=Austria|aze=Azerbaijan|bah bhs=Bahamas|brn bhr=Bahrain|
ban bgd=Bangladesh|bar brb=Barbados|blr=Belarus|bel=Belgium|biz blz=Belize|ben=Benin|ber bmu=Bermuda|bhu btn=Bhutan|
bol=Bolivia|bih=Bosnia and Herzegovina|bot bwa=Botswana|bra=Brazil|bru=Brunei|bul bgr=Bulgaria|bur bfa=Burkina Faso|
bdi=Burundi|cam khm=Cambodia|cmr=Cameroon|can=Canada|cpv=Cape Verde|caf=Central African Republic|cha tcd=Chad|
chi chl=Chile|chn prc=China|col=Colombia|com=Comoros|cgo cog=Republic of the Congo|
cod drc=Democratic Republic of the Congo|crc cri=Costa Rica|cro hrv=Croatia|cub=Cuba|cyp=Cyprus|cze=Czech Republic|
den dnk=Denmark|dji=Djibouti|dma=Dominica|dom=Dominican Republic|ecu=Ecuador|egy=Egypt|esa slv=El Salvador|
eng=England|geq gnq=Equatorial Guinea|eri=Eritrea|est=Estonia|eth=Ethiopia|eu=European Union|fij fji=Fiji|
fin=Finland|fra=France|gab=Gabon|gam gmb=Gambia|(country) geo=Georgia|ger deu=Germany|gha=Ghana|gre grc=Greece|
grn grd=Grenada|gua gtm=Guatemala|gui gin=Guinea|gbs gnb=Guinea-Bissau|guy=Guyana|hai hti=Haiti|hon hnd=Honduras|
hkg=Hong Kong|hun=Hungary|isl=Iceland|ind=India|ina idn=Indonesia|iri irn=Iran|irq=Iraq|
irl=Republic of Ireland>Ireland|isr=Israel|ita=Italy|civ=Ivory Coast|jam=Jamaica|jpn=Japan|jor=Jordan|
kaz=Kazakhstan|ken=Kenya|kir=Kiribati|prk=North Korea|kor=South Korea|kos=Kosovo|kuw kwt=Kuwait|kgz=Kyrgyzstan|
lao=Laos|lat lva=Latvia|lib lbn=Lebanon|les lso=Lesotho|lbr=Liberia|lba lby=Libya|lie=Liechtenstein|ltu=Lithuania|
lux=Luxembourg|mkd=North Macedonia|mad mdg=Madagascar|maw mwi=Malawi|mas mys=Malaysia|mdv=Maldives|mli=Mali|
mlt=Malta|mtn mrt=Mauritania|mri mus=Mauritius|mex=Mexico|mda=Moldova|mon mco=Monaco|mgl mng=Mongolia|
mne=Montenegro|mar=Morocco|moz=Mozambique|mya mmr=Myanmar|nam=Namibia|nru=Nauru|nep npl=Nepal|ned nld=Netherlands|
nzl=New Zealand|nca nic=Nicaragua|nig ner=Niger|ngr nga=Nigeria|nor=Norway|oma omn=Oman|pak=Pakistan|
ple pse=Palestine|pan=Panama|png=Papua New Guinea|par pry=Paraguay|per=Peru|phi phl=Philippines|pol=Poland|
por prt=Portugal|pur pri=Puerto Rico|qat=Qatar|rou=Romania|rus=Russia|rwa=Rwanda|sam wsm=Samoa|smr=San Marino|
ksa sau=Saudi Arabia|sco=Scotland|sen=Senegal|srb ser=Serbia|sey syc=Seychelles|sle=Sierra Leone|sgp=Singapore|
svk=Slovakia|slo svn=Slovenia|som=Somalia|rsa zaf=South Africa|ssd=South Sudan|urs=Soviet Union|esp=Spain|
sri lka=Sri Lanka|sud sdn=Sudan|sur=Suriname|swe=Sweden|sui che=Switzerland|syr=Syria|roc=Taiwan|tpe=Chinese Taipei|
tjk=Tajikistan|tan tza=Tanzania|tha=Thailand|tls=East Timor|tog tgo=Togo|tga ton=Tonga|tri tto=Trinidad and Tobago|
tun=Tunisia|tur=Turkey|tkm=Turkmenistan|uga=Uganda|ukr=Ukraine|uae are=United Arab Emirates|uk gbr=United Kingdom|
us usa=United States|uru ury=Uruguay|uzb=Uzbekistan|van vut=Vanuatu|vat=Vatican City|ven=Venezuela|vie vnm=Vietnam|
wal=Wales|yem=Yemen|yug=Yugoslavia|zam zmb=Zambia|zim zwe=Zimbabwe
"""
_COUNTRIES = {
    code: (title, label or title)
    for entry in _TABLE.replace("\n", "").split("|")
    for codes, _, name in [entry.partition("=")]
    for title, _, label in [name.partition(">")]
    for code in codes.split()
}

_GAMES = {
    "ioc": "Olympics", "ioc2": "Olympics", "ioc3": "Olympics", "iocteam": "Olympics", "ipc": "Paralympics",
    "ipc2": "Paralympics", "cgf": "Commonwealth Games", "cgf2": "Commonwealth Games", "cgfteam": "Commonwealth Games",
    "paso": "Pan American Games",
}  # fmt: skip

_TEAMS = {
    "fb": "national football team", "fb-rt": "national football team", "fbw": "women's national football team",
    "fbw-rt": "women's national football team", "cr": "national cricket team", "cr-rt": "national cricket team",
    "crw": "women's national cricket team", "ru": "national rugby union team", "ru-rt": "national rugby union team",
    "rl": "national rugby league team", "rl-rt": "national rugby league team", "bk": "men's national basketball team",
    "ih": "men's national ice hockey team", "ihw": "women's national ice hockey team", "nft": "national football team",
}  # fmt: skip


def country_link(code: str) -> str:
    """Return a link to the country that a code or name stands for."""
    title, label = _country(code)
    return wikilink(title, label)


def is_country_code(name: str) -> bool:
    """Say whether a template's name is a country's code: such a template shows flag and name."""
    return name in _COUNTRIES


def flag_texts() -> dict[str, Text]:
    """Return the templates of this module by name."""
    texts: dict[str, Text] = {}
    for name in ("flag", "flagcountry", "flaglink", "flag country", "country", "flag+link", "flagd"):
        texts[name] = _country_with_flag
    for name in ("flagu", "flagname", "country name", "country data"):
        texts[name] = lambda given: _country(given.get(1))[1]
    for suffix, games in _GAMES.items():
        texts["flag" + suffix] = _delegation(games)
    for suffix in ("iocathlete", "iocathlete2", "athlete", "cgfathlete", "ipcathlete", "pasoathlete"):
        texts["flag" + suffix] = _competitor
    for suffix in ("iocmedalist", "medalist", "cgfmedalist", "ipcmedalist", "pasomedalist"):
        texts["flag" + suffix] = _competitor
    for name, team in _TEAMS.items():
        texts[name] = _team(team)
    return texts


def _country(code: str) -> tuple[str, str]:
    return _COUNTRIES.get(code.casefold(), (code, code))


def _country_with_flag(given: Arguments) -> str:
    title, label = _country(given.get(1))
    return wikilink(title, given.any_of("name") or label)


def _delegation(games: str) -> Callable[[Arguments], str]:
    def text(given: Arguments) -> str:
        _, label = _country(given.get(1))
        which = f"{given.get(2)} {games}" if given.get(2) else games
        return wikilink(f"{label} at the {which}", label)

    return text


def _competitor(given: Arguments) -> str:
    """Return a competitor with the country's code in parentheses, or with its name where there is no code."""
    code = given.get(2)
    return f"{given.get(1)} ({code})" if code else given.get(1)


def _team(team: str) -> Callable[[Arguments], str]:
    def text(given: Arguments) -> str:
        _, label = _country(given.get(1))
        return wikilink(f"{label} {team}", label)

    return text
