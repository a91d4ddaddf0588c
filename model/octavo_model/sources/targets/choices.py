"""Sources to choose from: Daily Papers, and every list of arXiv with its name."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from octavo_model.sources.targets.arxiv import KNOWN
from octavo_model.text.fold import fold


class Choice(NamedTuple):
    """A source to choose: its target, what people call it, and what to expect."""

    target: str
    title: str
    hint: str = ""

    @property
    def words(self) -> str:
        """What a search looks in."""
        return fold(f"{self.target} {self.title} {self.hint}")


_DAILY = Choice("daily-papers", "Hugging Face Daily Papers", "~40 a day, votes")
_USUAL = """
cs.LG cs.CL cs.CV cs.AI cs.RO cs.IR cs.NE cs.MA cs.HC cs.SD cs.CR cs.SE
eess.AS eess.IV stat.ML math.OC q-bio.QM quant-ph
"""
"""The lists that come first."""
_NAMES = """
astro-ph Astrophysics
astro-ph.CO Cosmology and Nongalactic Astrophysics
astro-ph.EP Earth and Planetary Astrophysics
astro-ph.GA Astrophysics of Galaxies
astro-ph.HE High Energy Astrophysical Phenomena
astro-ph.IM Instrumentation and Methods for Astrophysics
astro-ph.SR Solar and Stellar Astrophysics
cond-mat Condensed Matter
cond-mat.dis-nn Disordered Systems and Neural Networks
cond-mat.mes-hall Mesoscale and Nanoscale Physics
cond-mat.mtrl-sci Materials Science
cond-mat.other Other Condensed Matter
cond-mat.quant-gas Quantum Gases
cond-mat.soft Soft Condensed Matter
cond-mat.stat-mech Statistical Mechanics
cond-mat.str-el Strongly Correlated Electrons
cond-mat.supr-con Superconductivity
cs Computer Science
cs.AI Artificial Intelligence
cs.AR Hardware Architecture
cs.CC Computational Complexity
cs.CE Computational Engineering, Finance, and Science
cs.CG Computational Geometry
cs.CL Computation and Language
cs.CR Cryptography and Security
cs.CV Computer Vision and Pattern Recognition
cs.CY Computers and Society
cs.DB Databases
cs.DC Distributed, Parallel, and Cluster Computing
cs.DL Digital Libraries
cs.DM Discrete Mathematics
cs.DS Data Structures and Algorithms
cs.ET Emerging Technologies
cs.FL Formal Languages and Automata Theory
cs.GL General Literature
cs.GR Graphics
cs.GT Computer Science and Game Theory
cs.HC Human-Computer Interaction
cs.IR Information Retrieval
cs.IT Information Theory
cs.LG Machine Learning
cs.LO Logic in Computer Science
cs.MA Multiagent Systems
cs.MM Multimedia
cs.MS Mathematical Software
cs.NA Numerical Analysis
cs.NE Neural and Evolutionary Computing
cs.NI Networking and Internet Architecture
cs.OH Other Computer Science
cs.OS Operating Systems
cs.PF Performance
cs.PL Programming Languages
cs.RO Robotics
cs.SC Symbolic Computation
cs.SD Sound
cs.SE Software Engineering
cs.SI Social and Information Networks
cs.SY Systems and Control
econ Economics
econ.EM Econometrics
econ.GN General Economics
econ.TH Theoretical Economics
eess Electrical Engineering and Systems Science
eess.AS Audio and Speech Processing
eess.IV Image and Video Processing
eess.SP Signal Processing
eess.SY Systems and Control
gr-qc General Relativity and Quantum Cosmology
hep-ex High Energy Physics: Experiment
hep-lat High Energy Physics: Lattice
hep-ph High Energy Physics: Phenomenology
hep-th High Energy Physics: Theory
math Mathematics
math-ph Mathematical Physics
math.AC Commutative Algebra
math.AG Algebraic Geometry
math.AP Analysis of PDEs
math.AT Algebraic Topology
math.CA Classical Analysis and ODEs
math.CO Combinatorics
math.CT Category Theory
math.CV Complex Variables
math.DG Differential Geometry
math.DS Dynamical Systems
math.FA Functional Analysis
math.GM General Mathematics
math.GN General Topology
math.GR Group Theory
math.GT Geometric Topology
math.HO History and Overview
math.IT Information Theory
math.KT K-Theory and Homology
math.LO Logic
math.MG Metric Geometry
math.MP Mathematical Physics
math.NA Numerical Analysis
math.NT Number Theory
math.OA Operator Algebras
math.OC Optimization and Control
math.PR Probability
math.QA Quantum Algebra
math.RA Rings and Algebras
math.RT Representation Theory
math.SG Symplectic Geometry
math.SP Spectral Theory
math.ST Statistics Theory
nlin Nonlinear Sciences
nlin.AO Adaptation and Self-Organizing Systems
nlin.CD Chaotic Dynamics
nlin.CG Cellular Automata and Lattice Gases
nlin.PS Pattern Formation and Solitons
nlin.SI Exactly Solvable and Integrable Systems
nucl-ex Nuclear Experiment
nucl-th Nuclear Theory
physics Physics
physics.acc-ph Accelerator Physics
physics.ao-ph Atmospheric and Oceanic Physics
physics.app-ph Applied Physics
physics.atm-clus Atomic and Molecular Clusters
physics.atom-ph Atomic Physics
physics.bio-ph Biological Physics
physics.chem-ph Chemical Physics
physics.class-ph Classical Physics
physics.comp-ph Computational Physics
physics.data-an Data Analysis, Statistics and Probability
physics.ed-ph Physics Education
physics.flu-dyn Fluid Dynamics
physics.gen-ph General Physics
physics.geo-ph Geophysics
physics.hist-ph History and Philosophy of Physics
physics.ins-det Instrumentation and Detectors
physics.med-ph Medical Physics
physics.optics Optics
physics.plasm-ph Plasma Physics
physics.pop-ph Popular Physics
physics.soc-ph Physics and Society
physics.space-ph Space Physics
q-bio Quantitative Biology
q-bio.BM Biomolecules
q-bio.CB Cell Behavior
q-bio.GN Genomics
q-bio.MN Molecular Networks
q-bio.NC Neurons and Cognition
q-bio.OT Other Quantitative Biology
q-bio.PE Populations and Evolution
q-bio.QM Quantitative Methods
q-bio.SC Subcellular Processes
q-bio.TO Tissues and Organs
q-fin Quantitative Finance
q-fin.CP Computational Finance
q-fin.EC Economics
q-fin.GN General Finance
q-fin.MF Mathematical Finance
q-fin.PM Portfolio Management
q-fin.PR Pricing of Securities
q-fin.RM Risk Management
q-fin.ST Statistical Finance
q-fin.TR Trading and Market Microstructure
quant-ph Quantum Physics
stat Statistics
stat.AP Applications
stat.CO Computation
stat.ME Methodology
stat.ML Machine Learning (Statistics)
stat.OT Other Statistics
stat.TH Statistics Theory
"""
"""What https://arxiv.org/category_taxonomy calls them."""


@cache
def choices() -> tuple[Choice, ...]:
    """Return all sources to choose from, the usual ones first."""
    names = dict(line.split(" ", 1) for line in _NAMES.strip().splitlines())
    whole = {name.partition(".")[0] for name in KNOWN.values() if "." in name}
    hints = dict.fromkeys(whole, "all of its lists")
    usual = _USUAL.split()
    order = [*usual, *(name for name in sorted(names) if name not in usual)]
    return (_DAILY, *(Choice(name, names[name], hints.get(name, "")) for name in order))


def matching(text: str) -> list[Choice]:
    """Return the sources whose code or name has all words of ``text``, the nearest first.

    >>> [one.target for one in matching("vision")], [one.target for one in matching("im")][:3]
    (['cs.CV'], ['astro-ph.IM', 'eess.IV', 'math.OC'])
    >>> [one.target for one in matching("finan")][:2]
    ['q-fin', 'cs.CE']
    """
    words = fold(text).split()
    found = [one for one in choices() if all(word in one.words for word in words)]
    found.sort(key=lambda one: _distance(one, " ".join(words), words))
    return found


def _distance(one: Choice, text: str, words: list[str]) -> int:
    """Return how far a source is from ``text``: 0 for its code or name, more for a part of it."""
    target, title = fold(one.target), fold(one.title)
    if text in {target, target.rpartition(".")[2], title}:
        return 0
    if target.startswith(text) or title.startswith(text):
        return 1
    if not all(f" {word}" in f" {one.words}" for word in words):
        return 4
    return 2 if one.hint else 3  # a whole archive before its lists
