"""Links that put no words into a text: files, categories, and the same page in another language."""

from __future__ import annotations

_HIDDEN = frozenset(("file", "image", "category"))
_LANGUAGES = (
    "aa ab ace af ak als am an ang ar arc arz as ast av ay az azb ba bar bat-smg bcl be be-x-old bg bh bi "
    "bm bn bo bpy br bs bug bxr ca cbk-zam cdo ce ceb ch chr chy ckb co cr crh cs csb cu cv cy da de diq "
    "dsb dv dz ee el eml en eo es et eu ext fa ff fi fiu-vro fj fo fr frp frr fur fy ga gag gan gd gl glk "
    "gn got gu gv ha hak haw he hi hif hr hsb ht hu hy ia id ie ig ik ilo io is it iu ja jbo jv ka kaa "
    "kab kbd kg ki kk kl km kn ko koi krc ks ksh ku kv kw ky la lad lb lbe lez lg li lij lmo ln lo lt ltg "
    "lv map-bms mdf mg mhr mi min mk ml mn mr mrj ms mt mwl my myv mzn na nah nap nds nds-nl ne new nl nn "
    "no nov nrm nso nv ny oc om or os pa pag pam pap pcd pdc pfl pi pih pl pms pnb pnt ps pt qu rm rmy rn "
    "ro roa-rup roa-tara ru rue rw sa sah sc scn sco sd se sg sh si simple sk sl sm sn so sq sr srn ss st "
    "stq su sv sw szl ta te tet tg th ti tk tl tn to tpi tr ts tt tum tw ty tyv udm ug uk ur uz ve vec "
    "vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zh-classical zh-min-nan zh-yue zu"
)
_LANGUAGE_CODES = frozenset(_LANGUAGES.split())

_WIKIS = (
    "wikt wiktionary s wikisource q wikiquote n wikinews b wikibooks v wikiversity voy wikivoyage c "
    "commons d wikidata species wikispecies m meta mw mediawikiwiki w wikipedia foundation wmf bugzilla "
    "phab phabricator"
)
_OTHER_WIKIS = frozenset(_WIKIS.split())


def hidden_link(target: str) -> bool:
    """Say whether a link's target, as written, shows nothing where it stands; a leading colon makes any link show."""
    prefix, colon, _ = target.partition(":")
    if not colon:
        return False
    prefix = prefix.strip().lower()
    return prefix in _HIDDEN or prefix in _LANGUAGE_CODES


def is_no_article(title: str) -> bool:
    """Say whether a title in normal form is one that an event cannot be about: a file, a category, another wiki's page."""
    prefix = title.partition(":")[0].rstrip().lower()
    return prefix in _HIDDEN or prefix == "media" or prefix in _OTHER_WIKIS or prefix in _LANGUAGE_CODES
