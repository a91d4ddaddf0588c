r"""Journals that bibliographies of astronomy name by macros of AASTeX, e.g. ``\mnras``.

See https://ui.adsabs.harvard.edu/help/actions/journal-macros.
"""

from __future__ import annotations

import re

_ROWS = r"""
aap A&A | aapr A&A Rev. | aaps A&AS | aas AAS Meeting Abstracts | actaa Acta Astron. | aj AJ
ao Appl. Opt. | apj ApJ | apjl ApJL | apjlett ApJL | apjs ApJS | apjsupp ApJS
aplett Astrophys. Lett. | applopt Appl. Opt. | apspr Astrophys. Space Phys. Res. | apss Ap&SS
araa ARA&A | astap A&A | azh AZh | baas BAAS | bac Bull. astr. Inst. Czechosl.
bain Bull. Astron. Inst. Netherlands | caa Chinese Astron. Astrophys.
cjaa Chinese J. Astron. Astrophys. | dps AAS/DPS Meeting Abstracts | fcp Fund. Cosmic Phys.
gca Geochim. Cosmochim. Acta | grl Geophys. Res. Lett. | iaucirc IAU Circ. | icarus Icarus
jaavso JAAVSO | jcap JCAP | jcp J. Chem. Phys. | jgr J. Geophys. Res.
jqsrt J. Quant. Spec. Radiat. Transf. | jrasc JRASC | maps M&PS | memras MmRAS
memsai Mem. Soc. Astron. Italiana | mnras MNRAS | na New A | nar New A Rev. | nat Nature
nphysa Nucl. Phys. A | ocg Open Cluster Group | pasa PASA | pasj PASJ | pasp PASP
physrep Phys. Rep. | physscr Phys. Scr. | planss Planet. Space Sci. | pra Phys. Rev. A
prb Phys. Rev. B | prc Phys. Rev. C | prd Phys. Rev. D | pre Phys. Rev. E | prl Phys. Rev. Lett.
procspie Proc. SPIE | psj PSJ | qjras QJRAS | rmxaa Rev. Mexicana Astron. Astrofis.
rmxac Rev. Mexicana Astron. Astrofis. Conf. | rnaas RNAAS | sci Science | skytel S&T
solphys Sol. Phys. | sovast Soviet Ast. | ssr Space Sci. Rev. | uat UAT | zap ZAp
"""
JOURNALS: dict[str, str] = {
    name: journal
    for row in re.split(r"\n|\|", _ROWS.strip())
    for name, _, journal in [row.strip().partition(" ")]
}
"""The names of journals by macros, without the backslash."""

_MACRO = re.compile(r"\\([a-z]{2,8})(?![A-Za-z])(?:\{\})?")


def journal_of(text: str) -> str:
    r"""Return ``text`` with the names of journals for their macros.

    >>> journal_of(r"\mnras"), journal_of(r"\aap{} Suppl.")
    ('MNRAS', 'A&A Suppl.')
    """
    return _MACRO.sub(lambda found: JOURNALS.get(found[1], found[0]), text)
