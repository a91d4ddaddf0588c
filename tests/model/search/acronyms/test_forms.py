from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.acronyms.forms import long_forms
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

DEFINED = [
    # initials
    ("We use support vector machines (SVM).", "svm", "support vector machines"),
    ("the long short term memory (LSTM)", "lstm", "long short term memory"),
    ("Convolutional Neural Networks (CNNs) for tides", "cnn", "convolutional neural networks"),
    ("probability density function (pdf)", "pdf", "probability density function"),
    # hyphens and other signs between words
    ("Long Short-Term Memory (LSTM)", "lstm", "long short term memory"),
    ("low-density parity-check (LDPC) codes", "ldpc", "low density parity check"),
    ("the Davis--Putnam–Logemann (DPL) method", "dpl", "davis putnam logemann"),
    ("input/output (I/O)", "i o", "input output"),
    # small words skipped or taken
    ("quality of service (QoS)", "qos", "quality of service"),
    ("the Internet of Things (IoT)", "iot", "internet of things"),
    ("direction of the arrival (DA)", "da", "direction of the arrival"),
    (
        "simultaneous localization and mapping (SLAM)",
        "slam",
        "simultaneous localization and mapping",
    ),
    # digits
    ("device-to-device (D2D) links", "d2d", "device to device"),
    ("two-dimensional (2D)", "2d", "two dimensional"),
    ("fifth generation (5G)", "5g", "fifth generation"),
    ("3D convolutional neural network (3D-CNN)", "3d cnn", "3d convolutional neural network"),
    ("plug-and-play (PnP)", "pnp", "plug and play"),
    # several words, mixed case
    ("k-nearest neighbours (k-NN)", "k nn", "k nearest neighbours"),
    ("$k$-nearest neighbours ($k$-NN)", "k nn", "k nearest neighbours"),
    (
        "Bidirectional Encoder Representations from Transformers (BERT)",
        "bert",
        "bidirectional encoder representations from transformers",
    ),
    (
        "generative adversarial networks (GANs), a",
        "gan",
        "generative adversarial networks",
    ),
    ("heterogeneous cellular networks (HetNets)", "hetnet", "heterogeneous cellular networks"),
    ("generative pre-trained transformer (GPT)", "gpt", "generative pre trained transformer"),
    # letters from inside words
    ("the eXtensible Markup Language (XML)", "xml", "extensible markup language"),
    ("vehicular ad hoc networks (VANETs)", "vanet", "vehicular ad hoc networks"),
    ("orthogonal frequencydivision multiplexing (OFDM)", "ofdm", None),
    ("the hypertext transfer protocol (HTTP)", "http", "hypertext transfer protocol"),
    ("electroencephalography (EEG)", "eeg", "electroencephalography"),
    ("generative pre\ntrained transformer (GPT)", "gpt", "generative pre trained"),
    # a word between
    ("the integer programming problem (IP)", "ip", "integer programming"),
    ("minimum mean square error equalization (MMSE)", "mmse", "minimum mean square error"),
    ("Boolean satisfiability problem (SAT)", "sat", "satisfiability"),
    # the other way
    ("CNNs (convolutional neural networks)", "cnn", "convolutional neural networks"),
    ("an IDE (Integrated Development Environment, free)", "ide", None),
    ("TSP (the travelling salesman problem)", "tsp", "travelling salesman problem"),
    # more in the parenthesis
    ("a Markov chain (MC, for short)", "mc", "markov chain"),
    ("a Markov chain (or MC)", "mc", "markov chain"),
    ('a Markov chain ("MC"; see below)', "mc", "markov chain"),
    ("a Markov chain (henceforth, MC)", "mc", "markov chain"),
    # accents, LaTeX, line breaks
    (r"Erd\H{o}s-R\'enyi (ER) graphs", "er", "erdos renyi"),
    ("réseau de neurones (RN)", "rn", "reseau de neurones"),
    ("hidden\nMarkov\n  model (HMM)", "hmm", "hidden markov model"),
    (r"\textit{hidden Markov model} (\emph{HMM})", "hmm", "hidden markov model"),
    # the shortest of two
    ("a network of neural networks (NN)", "nn", "neural networks"),
]


@pytest.mark.parametrize(("text", "acronym", "words"), DEFINED)
def test_a_definition_is_found(text: str, acronym: str, words: str | None) -> None:
    found = [(form.acronym, " ".join(form.words)) for form in long_forms(text)]

    assert [known for known, _ in found] == [acronym]
    assert words is None or found == [(acronym, words)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "support vector machine",
        "no parenthesis before SVM) or (",
        "support vector machine ()",
        "as others have shown (Strix 2016)",
        "in three steps (see below)",
        "it follows (II) and (iii)",
        "a method for kelp (K)",
        "the tide (which is high)",
        "the best of all (NASA)",
        "It ends. Vector machines (SVM)",
        "support vector (with kernels) machine (SVM)",
        "the quality of ser-vice (QoS)",
        "and recently tuned (ART)",
        "kernels (linear or not)",
        "for every n (n > 3)",
        "the value (0.5)",
        "WiMAX (WiMAX)",
        "a b c d e f g h i j k l (ABCDEFGHIJKL)",
    ],
)
def test_what_is_no_definition_is_not_found(text: str) -> None:
    assert [*long_forms(text)] == []


def test_definitions_are_in_the_order_of_the_text() -> None:
    text = "Medium access control (MAC) in MANETs (mobile ad hoc networks) by game theory (GT)"

    assert [form.acronym for form in long_forms(text)] == ["mac", "manet", "gt"]


_PIECES = ["(", ")", "SVM", "support", "vector machine", "k-NN", "-", " ", "\n", "$", "\\'e", "{"]
_ODD = ["ﷺ", "İ", "ß", "深度学习", "½", "Éa", "(ÉA)", "(or ", ";", "=", "ⅣX", "ﬁeld input", "(FI)"]
PIECES = st.sampled_from([*_PIECES, "(SVMs)", *_ODD])


@given(st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join))
def test_any_text_can_be_mined(text: str) -> None:
    words = split_words(fold(text.replace("$", "")))
    for form in long_forms(text):
        assert form.acronym == " ".join(split_words(form.acronym)) != ""
        assert form.words == tuple(split_words(" ".join(form.words))) != ()
        if "\\" not in text and "{" not in text:
            assert set(form.words) <= set(words)


@given(
    st.lists(
        st.sampled_from(["kelp", "tide", "owl", "lichen", "bonsai", "quilt"]),
        min_size=2,
        max_size=6,
    )
)
def test_initials_are_found_both_ways(words: list[str]) -> None:
    acronym = "".join(word[0] for word in words)
    expected = [(acronym, tuple(words))]

    written = " ".join(words)
    assert [*long_forms(f"9 {written} ({acronym.upper()})")] == expected
    assert [*long_forms(f"9 {acronym.upper()} ({written})")] == expected
