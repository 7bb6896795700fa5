"""Write the names of places that Daybook ships for English: `python -m benchmarks.gazetteer SUBDIVISIONS.json`.

Names of countries are those of Unicode's CLDR, as Babel has them; names of first-level regions are CLDR's too, from the
`en.json` of the npm package `cldr-subdivisions-full` (48.2.0), for the countries in `REGIONS_OF`; both under the Unicode
License V3. Demonyms, short forms and regions that news knows by another name are our own list, below. A name that means
two places, or is an ordinary word, is left out (`AMBIGUOUS`); `OTHER` are longer names that hide a place inside them.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale

FILE = Path(__file__).parent.parent / "src" / "daybook" / "gazetteer" / "en.toml"

HEADER = """Names of places in English, as news writes them: countries by ISO 3166-1, first-level regions by ISO 3166-2.
Written by `python -m benchmarks.gazetteer`, which says where names are from; change them there.
Names of countries and of most regions: Unicode CLDR, Unicode License V3. Demonyms and short forms: Daybook's own.
A name is matched as written, the longest first; `other` are longer names that are no place, or another one."""

NO_COUNTRIES = frozenset(
    [
        "AC",
        "AN",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "HM",
        "IC",
        "IO",
        "QO",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "XK",
        "ZZ",
        "SJ",
        "GS",
    ]
)

FORMS = """
AF Afghan Afghans; AL Albanian Albanians; DZ Algerian Algerians; AD Andorran; AO Angolan Angolans; AR Argentine Argentinian Argentines Argentinians;
AM Armenian Armenians; AU Australian Australians; AT Austrian Austrians; AZ Azerbaijani Azerbaijanis Azeri; BS Bahamian Bahamas; BH Bahraini Bahrainis;
BD Bangladeshi Bangladeshis; BB Barbadian; BY Belarusian Belarusians; BE Belgian Belgians; BZ Belizean; BJ Beninese; BT Bhutanese; BO Bolivian Bolivians;
BA Bosnian Bosnians Bosnia Bosnia_and_Herzegovina; BW Botswanan; BR Brazilian Brazilians; BN Bruneian; BG Bulgarian Bulgarians; BF Burkinabé Burkinabe;
BI Burundian; KH Cambodian Cambodians; CM Cameroonian Cameroonians; CA Canadian Canadians; CV Cape_Verde; CF Central_African; TD Chadian Chadians;
CL Chilean Chileans; CN Chinese People's_Republic_of_China PRC; CO Colombian Colombians; KM Comorian; CG Republic_of_the_Congo Congo-Brazzaville;
CD Congolese DRC DR_Congo Democratic_Republic_of_the_Congo Democratic_Republic_of_Congo; CR Costa_Rican; CI Ivorian Ivorians Ivory_Coast;
HR Croatian Croatians Croat Croats; CU Cuban Cubans; CY Cypriot Cypriots; CZ Czech Czechs Czech_Republic; DK Danish Dane Danes; DJ Djiboutian;
DO Dominican_Republic; EC Ecuadorian Ecuadorians Ecuadorean; EG Egyptian Egyptians; SV Salvadoran Salvadorans; ER Eritrean Eritreans; EE Estonian Estonians;
SZ Swaziland Swazi; ET Ethiopian Ethiopians; FJ Fijian; FI Finnish Finn Finns; FR French Frenchman; GA Gabonese; GM Gambian Gambia; GE Georgian Georgians;
DE German Germans; GH Ghanaian Ghanaians; GR Greek Greeks; GT Guatemalan Guatemalans; GN Guinean; GW Bissau-Guinean Guinea-Bissauan; GY Guyanese;
HT Haitian Haitians; HN Honduran Hondurans; HK Hong_Kong Hongkonger Hongkongers; HU Hungarian Hungarians; IS Icelandic; IN Indian Indians;
ID Indonesian Indonesians; IR Iranian Iranians; IQ Iraqi Iraqis; IE Irish; IL Israeli Israelis; IT Italian Italians; JM Jamaican Jamaicans; JP Japanese;
JO Jordanian Jordanians; KZ Kazakh Kazakhs Kazakhstani; KE Kenyan Kenyans; KW Kuwaiti Kuwaitis; KG Kyrgyz Kyrgyzstani; LA Laotian Lao; LV Latvian Latvians;
LB Lebanese; LS Basotho; LR Liberian Liberians; LY Libyan Libyans; LT Lithuanian Lithuanians; LU Luxembourgish; MO Macau; MG Malagasy; MW Malawian Malawians;
MY Malaysian Malaysians; MV Maldivian; ML Malian Malians; MT Maltese; MR Mauritanian; MU Mauritian; MX Mexican Mexicans; FM Micronesia; MD Moldovan Moldovans;
MC Monégasque; MN Mongolian Mongolians; ME Montenegrin Montenegrins; MA Moroccan Moroccans; MZ Mozambican Mozambicans; MM Burmese Burma Myanmar;
NA Namibian; NP Nepalese Nepali; NL Dutch The_Netherlands; NZ New_Zealander New_Zealanders; NI Nicaraguan Nicaraguans; NE Nigerien; NG Nigerian Nigerians;
KP North_Korean North_Koreans DPRK; MK Macedonian Macedonians Macedonia; NO Norwegian Norwegians; OM Omani; PK Pakistani Pakistanis;
PS Palestinian Palestinians Palestine State_of_Palestine; PA Panamanian Panamanians; PG Papua_New_Guinean; PY Paraguayan; PE Peruvian Peruvians;
PH Filipino Filipinos Philippine; PL Polish Pole Poles; PT Portuguese; PR Puerto_Rican Puerto_Ricans; QA Qatari Qataris; RO Romanian Romanians;
RU Russian Russians Russian_Federation; RW Rwandan Rwandans; WS Samoan; SA Saudi Saudis; SN Senegalese; RS Serbian Serbians Serb Serbs; SC Seychellois;
SL Sierra_Leonean; SG Singaporean Singaporeans; SK Slovak Slovaks Slovakian; SI Slovenian Slovenians Slovene; SO Somali Somalis; ZA South_African South_Africans;
KR South_Korean South_Koreans; SS South_Sudanese; ES Spanish Spaniard Spaniards; LK Sri_Lankan Sri_Lankans; SD Sudanese; SR Surinamese; SE Swedish Swede Swedes;
CH Swiss; SY Syrian Syrians; TW Taiwanese; TJ Tajik Tajiks Tajikistani; TZ Tanzanian Tanzanians; TH Thai Thais; TL East_Timor Timorese; TG Togolese; TO Tongan;
TT Trinidad Trinidadian; TN Tunisian Tunisians; TR Turkish Turk Turks Turkey; TM Turkmen; UG Ugandan Ugandans; UA Ukrainian Ukrainians;
AE Emirati UAE; GB British Briton Britons Britain Great_Britain UK U.K.; US American Americans U.S. US USA U.S.A. U.S.-led; UY Uruguayan; UZ Uzbek Uzbeks Uzbekistani;
VU Vanuatuan; VA Vatican Holy_See; VE Venezuelan Venezuelans; VN Vietnamese; YE Yemeni Yemenis; ZM Zambian Zambians; ZW Zimbabwean Zimbabweans; XK Kosovo Kosovan Kosovar Kosovars;
EH Western_Sahara Sahrawi
"""

REGIONS_OF = [
    "us",
    "ca",
    "au",
    "in",
    "cn",
    "ru",
    "br",
    "mx",
    "pk",
    "af",
    "iq",
    "sy",
    "ye",
    "ng",
    "et",
    "sd",
    "mm",
    "id",
    "de",
    "it",
    "so",
    "ml",
    "cd",
    "mz",
    "za",
    "ir",
    "ly",
    "jp",
    "co",
    "ph",
    "es",
]

REGIONS = """
us-ca Californian; us-tx Texan Texans; us-ny New_York_City; us-hi Hawaiian; us-ak Alaskan; us-dc Washington,_D.C. Washington_D.C.;
us-wa Washington_state Washington_(state); us-ga Georgia_(U.S._state); ua-43 Crimea Crimean; ua-14 Donetsk; ua-09 Luhansk; ua-63 Kharkiv; ua-65 Kherson; ua-23 Zaporizhzhia;
ua-12 Dnipropetrovsk Dnipro; ua-48 Mykolaiv; ua-51 Odesa Odessa; ua-59 Sumy; ua-74 Chernihiv; ua-46 Lviv; ua-30 Kyiv Kiev; ua-53 Poltava; ua-18 Zhytomyr;
ru-ce Chechnya Chechen; ru-mow Moscow; ru-spe Saint_Petersburg St._Petersburg; ps-gza Gaza_Strip Gaza_City Gaza; ps-wb West_Bank; gb-eng England;
gb-sct Scotland Scottish; gb-wls Wales Welsh; gb-nir Northern_Ireland Northern_Irish; es-ct Catalan; in-jk Kashmir Kashmiri; cn-xz Tibetan; cn-xj Uyghur Uyghurs;
cn-hk Hong_Kong; et-ti Tigrayan; sy-hl Aleppo; ye-sa Sanaa; ye-hu Hodeidah Al_Hudaydah; ye-ad Aden; ye-ma Marib; sd-df Darfur; sd-kn Kordofan;
iq-kr Kurdistan_Region Iraqi_Kurdistan; iq-ni Mosul; tr-34 Istanbul; tr-06 Ankara; az-nk Nagorno-Karabakh Artsakh Republic_of_Artsakh; ge-ab Abkhazia; ge-os South_Ossetia;
md-tr Transnistria; fr-20r Corsica Corsican; ph-mm Metro_Manila Manila; ph-mi Mindanao; pk-kp Khyber-Pakhtunkhwa; ca-qc Québec Quebecer; de-by Bavarian; it-25 Lombard;
es-vc Valencia Valencian; cn-hb Wuhan; mm-16 Arakan; jp-13 Tokyo; il-jm Jerusalem; gl-gl Greenland Greenlandic; cm-an Anglophone
"""

AMBIGUOUS = frozenset(
    """Central|Northern|Western|Eastern|Southern|Capital|Capital District|Federal District|Plateau|Delta|Rivers|Niger|Mon|Chin|Bari|Bay|
    Amur|Altai|Meta|Sucre|Amazonas|Punjab|Kurdistan|Córdoba|Tripoli|Georgia|Federal Capital Territory|Cross River|North West|Free State|
    Red Sea|White Nile|River Nile|Blue Nile|Victoria|Washington|Northern Territory|Pará|Bolívar|Cesar|Edo|Ondo|Imo|Kano|Hama|Babylon|
    Saladin|Marche|Aurora|Quezon|Rizal|Cavite|Antique|Laguna|Isabela|Cebu|Kalinga|Abra|Atlántico|Santander|Caldas|Valle del Cauca|
    Papua|Java|Sumatra|Bali|Maluku|Niassa|Gaza|Saga|Nara|Mie|Chiba|Aichi|Kalimantan|Sulawesi|Bahia|Acre|Goa|Kirov|Perm Krai|Leningrad|
    Moscow Province|Komi|Azad Kashmir|Somali|Afar|Harari|Farah|Logar|Balkh|Derna|Sabha|Gat|Ghat|Marj|Sirte|Nalut|Jerusalem|Kars|Ordu|
    León|La Rioja|Murcia|Madrid Province|Aosta|Enna|Como|Lecce|Guadalajara|Granada|Salamanca|Mérida|Trujillo|Miranda|Lara|
    Granma|Fars|Golestan|Ilam|Qom|Yazd|Semnan|Katanga|Orientale|Equateur|Équateur|Tanganyika|Lomami|Colón|Durango|Colima|Hidalgo|
    Guerrero|Morelos|Tabasco|Puebla|Sonora|Campeche|Chihuahua|Zamfara|Bauchi|Benue|Niamey|Kayes|Gao|Bay, Somalia|Gedo|Sool|
    Islamabad|Delhi|Distrito Federal|Ciudad de Mexico|Mexico State|Federal Dependencies|Northern District|Central District|Southern District|
    Al Jazirah|Northern Cape|Lagos|Jakarta|Bamako|Kinshasa|Kabul|Baghdad|Damascus|Khartoum|Tehran|Mogadishu|Banaadir|Naypyidaw|Beijing|
    Brescia|Bergamo|Hesse|Bremen|Saxony|Dominican|Guinea|Chad|Jersey|Mali|Jordan|Kursk Oblast|Asturias Province|
    Yamagata|Akita|Fukushima|Nagano|Nagasaki|Hiroshima|Sana’a|’Adan|Ma’rib|Al Hudaydah|Amanat Al Asimah|Sakarya|Barcelona|Seville|Toledo|
    Vladimir|Jewish|Mountain|Florence|Tula|Antioquia|Magdalena|Nelson|Wasit|Cher|Mary|Penza|Mopti Region|Lampung|Banten|Albacete|Segovia|Soria|Teruel|Zamora|Huesca|Cuenca|Lugo|Palencia|Burgos""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)
CAPITALS = {
    "id-jk": "Jakarta", "cd-kn": "Kinshasa", "af-kab": "Kabul", "iq-bg": "Baghdad", "sy-di": "Damascus", "ir-07": "Tehran",
    "cn-bj": "Beijing", "in-dl": "Delhi", "ng-la": "Lagos", "sd-kh": "Khartoum", "ml-bko": "Bamako", "mx-dif": "Mexico City",
    "so-bn": "Mogadishu", "jp-07": "Fukushima", "jp-34": "Hiroshima", "ng-kano": "Kano State", "mm-18": "Naypyidaw",
}  # fmt: skip
OTHER = (
    "Indian Ocean|South China Sea|East China Sea|Gulf of Mexico|Mexican Gulf|English Channel|French Open|Australian Open|US Open|U.S. Open|"
    "Sea of Japan|Gulf of Guinea|Gulf of Oman|Persian Gulf|Turkish Airlines|American Airlines|British Airways|Korean Air|Air France|"
    "German shepherd|Irish Sea|Italian Open|Jersey City|Latin American|Latin Americans|South American|North American|Central American|"
    "African American|African Americans|Native American|Native Americans|Democratic Republic|Republic of Ireland|Channel Islands|Spanish flu|"
    "Prince of Wales|Princess of Wales|Duke of York|New England|English-language|US dollar|US dollars|U.S. dollars|"
    "Congo River|Niger Delta|Jordan River|Michael Jordan|Chad Wolf|Guinea pig|Turkey Point|China Airlines|Wall Street Journal|Washington Post|"
    "New York Times|Boston Globe|The Times of India|Times of Israel|Bank of America|Texas Instruments|Paris Saint-Germain|Manchester City|"
    "Bank of England|Church of England|English Football League|Premier League|American Idol|Kansas City|Virginia Woolf|Indiana Jones|Ontario, California"
)


NO_CITIES = frozenset(
    [
        "Atlantic",
        "Center",
        "Central",
        "Eastern",
        "Pacific",
        "Mountain",
        "Universal",
        "Zulu",
        "Easter",
        "Navajo",
        "Casey",
        "Davis",
        "Beulah",
        "Knox",
        "Marengo",
        "Tell",
        "City",
        "Nelson",
        "Eire",
        "Cuba",
        "Egypt",
        "Iran",
        "Israel",
        "Jamaica",
        "Japan",
        "Libya",
        "Poland",
        "Portugal",
        "Singapore",
        "Turkey",
        "General",
        "Mawson",
        "Palmer",
        "Troll",
        "Vostok",
        "Resolute",
        "Regina",
        "Victory",
        "Vincennes",
        "Winamac",
        "Petersburg",
        "Creston",
        "Danmarkshavn",
        "Factory",
        "Canary",
        "Cayman",
        "Yukon",
        "Michigan",
        "Indiana",
    ]
)
"""Zones that are no city, or whose city is a word or a name of something else."""

GENERIC = (
    "Governorate Province Oblast State District County Region City Prefecture Department Island Islands International Airport "
    "Raion Krai Republic Municipality Territory Capital Greater of the and de la in"
)
"""Words that stand in titles of places beside their names."""


def main() -> int:
    """Gather, write."""
    subdivisions = _largest(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    countries = {
        code.lower(): _short(name)
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    names: dict[str, list[str]] = {code: [name] if name else [] for code, name in sorted(countries.items())}
    names["xk"] = []
    for code, forms in _listed(FORMS):
        names[code.lower()] += [form for form in forms if form not in names[code.lower()]]
    regions: dict[str, list[str]] = {}
    for code, name in sorted(subdivisions.items()):
        if code[:2] in REGIONS_OF and name not in AMBIGUOUS:
            regions[f"{code[:2]}-{code[2:]}"] = [name]
    for code, name in CAPITALS.items():
        regions.setdefault(code, []).append(name)
    for code, forms in _listed(REGIONS):
        regions[code] = list(dict.fromkeys([*regions.get(code, []), *forms]))
    taken = {name for own in names.values() for name in own}
    for code, own in regions.items():
        regions[code] = list(dict.fromkeys(each for name in own for each in (name, _plain(name)) if each not in taken))
    for table in (names, regions):
        _drop_shared(table)
    lines = [f"# {line}" for line in HEADER.splitlines()]
    for title, table in (("countries", names), ("regions", regions)):
        lines += ["", f"[{title}]"]
        lines += [f"{code} = {json.dumps(own, ensure_ascii=False)}" for code, own in sorted(table.items()) if own]
    cities = sorted(_cities() - {name for own in (*names.values(), *regions.values()) for name in own})
    lines += ["", "[cities]", f"names = {json.dumps(cities, ensure_ascii=False)}"]
    lines += ["", "[generic]", f"words = {json.dumps(GENERIC.split(), ensure_ascii=False)}"]
    lines += ["", "[other]", f"names = {json.dumps(sorted(set(OTHER.split('|'))), ensure_ascii=False)}"]
    FILE.write_text("\n".join(line.rstrip() for line in lines) + "\n", "utf-8")
    print(len(names), len(regions))
    return 0


def _cities() -> set[str]:
    """Return the cities by which the CLDR names time zones: capitals and large cities of every country."""
    english = Locale("en").time_zones
    zones = {
        zone for zone in available_timezones() if zone.count("/") == 1 and not zone.startswith(("Etc", "Antarctica"))
    }
    named = {str(english.get(zone, {}).get("city") or zone.partition("/")[2].replace("_", " ")) for zone in zones}
    plain = {city for city in named if city[:1].isupper() and len(city) > 3 and not set(city) & set("/,+0123456789")}
    return {city for city in plain if not re.search("[a-z][A-Z]|GMT|Unknown", city)} - NO_CITIES


def _listed(text: str) -> list[tuple[str, list[str]]]:
    lines = [part.split() for part in text.replace("\n", " ").split(";") if part.strip()]
    return [(line[0], [form.replace("_", " ") for form in line[1:]]) for line in lines]


def _short(name: str) -> str:
    """Return CLDR's name as news writes it: `Myanmar (Burma)` is two forms, `Congo - Kinshasa` none."""
    plain = (
        name.split(" (", maxsplit=1)[0].split(" - ", maxsplit=1)[0].replace(" & ", " and ").replace("St. ", "Saint ")
    )
    return {"Hong Kong SAR China": "Hong Kong", "Macao SAR China": "Macao", "Congo": ""}.get(plain, plain)


def _plain(name: str) -> str:
    """Return a name without marks, as many headlines write it."""
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def _drop_shared(table: dict[str, list[str]]) -> None:
    """Leave out every name that two places of one table have."""
    owners: dict[str, set[str]] = {}
    for code, own in table.items():
        for name in own:
            owners.setdefault(name, set()).add(code)
    for code, own in table.items():
        table[code] = [name for name in own if len(owners[name]) == 1]


def _largest(node: object) -> dict[str, str]:
    """Return the largest table inside nested ones: CLDR wraps its names four times."""
    best: dict[str, str] = {}
    for value in node.values() if isinstance(node, dict) else ():
        if isinstance(value, dict):
            best = max(best, _largest(value), {k: v for k, v in value.items() if isinstance(v, str)}, key=len)
    return best


if __name__ == "__main__":
    sys.exit(main())
