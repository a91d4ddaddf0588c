from __future__ import annotations

import pytest

from octavo_model.search.acronyms.aliases import Aliases
from octavo_model.search.acronyms.forms import LongForm


def form(acronym: str, words: str) -> LongForm:
    return LongForm(acronym, tuple(words.split()))


CNN = form("cnn", "convolutional neural networks")
KNN = form("k nn", "k nearest neighbours")
MLP = form("mlp", "multi layer perceptron")
LIBRARY = Aliases(
    [
        *[[CNN, KNN]] * 3,
        [form("cnn", "cable news network")],
        *[[form("mac", "medium access control")]] * 3,
        *[[form("mac", "multiple access channel")]] * 3,
        *[[form("cs", "compressed sensing")]] * 3,
        *[[form("cs", "compressive sensing")]] * 2,
        *[[form("cs", "cuckoo search")]] * 4,
        *[[form("can", "controller area network")]] * 3,
        *[[form("is", "information systems")]] * 3,
        *[[form("sat", "satisfiability")]] * 3,
        *[[MLP]] * 3,
        *[[form("mcmc", "markov chain monte carlo")]] * 3,
        *[[form("ds cdma", "direct sequence code division multiple access")]] * 3,
        *[[form("ilp", "integer linear programming")]] * 2,
        *[[form("ilp", "integer linear program")]] * 2,
        *[[form("nmf", "nonnegative matrix factorization")]] * 2,
        *[[form("nmf", "non negative matrix factorization")]] * 2,
        [form("pro", "problem")],
        [form("rca", "residual component analysis")],
        [form("bd", "big data")],
        *[[form("csi", "channel state information")]] * 5,
        *[[form("csit", "channel state information")]] * 3,
        [form("chsi", "channel state information")],
    ]
)


@pytest.mark.parametrize(
    ("title", "hidden"),
    [
        # The acronym is in the title.
        ("A CNN of Tides", "convolutional neural networks network"),
        ("CNNs and tides", "convolutional neural networks network"),
        ("Deep-CNN-based tides", "convolutional neural networks network"),
        ("Fast cnn for tides", "convolutional neural networks network"),
        ("Neural CNNs", "convolutional networks network"),
        ("k-NN by night", "nearest neighbours neighbour"),
        ("KNN by night", "k nearest neighbours neighbour"),
        ("SAT of kelp", "satisfiability"),
        # Several writings of one meaning.
        ("CS of kelp", "compressed sensing compressive"),
        ("ILP of kelp", "integer linear programming program"),
        ("NMF of kelp", "nonnegative matrix factorization non negative"),
        # Written in two parts.
        ("DS-CDMA of kelp", "direct sequence code division multiple access"),
        ("MC-MC of kelp", ""),
        # Three papers of six are not over half; one or two are too few.
        ("MAC of kelp", ""),
        ("RCA of kelp", ""),
        # An English word is only an acronym in capitals.
        ("What owls can hear", ""),
        ("Can owls hear?", ""),
        ("CAN OWLS HEAR?", ""),
        ("A CAN of owls", "controller area network"),
        ("AN MLP OF OWLS", "multi layer perceptron"),
        # The long form is in the title.
        ("Convolutional Neural Network", "cnn"),
        ("Convolutional-neural networks of tides", "cnn"),
        ("A k-nearest neighbour", "nn knn"),
        ("Multilayer perceptrons", "mlp"),
        ("Residual Component Analysis: kelp", "rca"),
        ("Satisfiability of kelp", "sat"),
        ("A kelp problem", ""),
        # Two letters of fewer than three papers could be anything.
        ("Big Data", ""),
        ("Channel state information", "csi csit"),
        # What no query means.
        ("Information systems", ""),
        # What is there is not hidden.
        ("Convolutional neural networks (CNN)", "network"),
        ("", ""),
        ("(", ""),
    ],
)
def test_the_library_tells_the_hidden_words(title: str, hidden: str) -> None:
    assert " ".join(LIBRARY.hidden_words(title, [])) == hidden


@pytest.mark.parametrize(
    ("title", "acronym", "words", "hidden"),
    [
        ("A qoi of tides", "qoi", "quality of information", "quality information"),
        ("The CAN of tides", "can", "cost and need", "cost and need"),
        ("Max-sum of kelp", "ms", "max sum", "ms"),
        ("MC-MC tides", "mc mc", "multi carrier moon code", "multi carrier moon code"),
        # In the words that others use, too.
        ("ILP", "ilp", "integer linear program", "integer linear program programming"),
        (
            "Convolutional Neural Networks",
            "convnet",
            "convolutional neural networks",
            "convnet cnn",
        ),
    ],
)
def test_what_the_paper_says_is_known(title: str, acronym: str, words: str, hidden: str) -> None:
    assert " ".join(LIBRARY.hidden_words(title, [form(acronym, words)])) == hidden


def test_the_paper_itself_knows_better() -> None:
    own = [form("cnn", "cellular nonlinear networks"), form("mac", "multiple access channel")]

    hidden = LIBRARY.hidden_words("CNNs at the MAC", own)

    assert " ".join(hidden) == "cellular nonlinear networks network multiple access channel"
    assert LIBRARY.hidden_words("Cellular Nonlinear Network", own) == ["cnn"]
    assert Aliases([]).hidden_words("Cellular nonlinear networks", own) == ["cnn"]
