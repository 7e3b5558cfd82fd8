"""The three forms in which people use the post, kept apart (Decision 45/2016/QĐ-TTg, article 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: send: only the dossier goes by post; receive: only the result; both: both ways.
FORMS = ("send", "receive", "both")


@dataclass(frozen=True)
class Split:
    """How dossiers fall into the three forms; shares 0-1."""

    reception_share: float
    both_share_of_receptions: float
    online_shift_share: float


def form_shares(split: Split) -> np.ndarray:
    """Return the shares of send, receive and both, shape (3,), summing to 1.

    Receptions s are send + both, of which a share b chooses both. A share o of receptions moves online: the
    result is then still received by post. send = s (1 - b)(1 - o), both = s b (1 - o), receive = the rest.

    >>> form_shares(Split(0.2, 0.5, 0.0)).round(3)
    array([0.1, 0.8, 0.1])
    """
    received = split.reception_share * (1 - split.online_shift_share)
    both = received * split.both_share_of_receptions
    send = received - both
    return np.array([send, 1 - send - both, both])


def by_form(dossiers: np.ndarray, shares: np.ndarray) -> dict[str, np.ndarray]:
    """Return dossiers of each form by column name, ``send_dossiers, receive_dossiers, both_dossiers``.

    V_f = V s_f, with the share s_f of form f: the same share everywhere, since no split by place is known. The
    forms add up to V.

    Parameters
    ----------
    dossiers : V, any shape [dossiers per year].
    shares : s, shape (3,) [0-1], in the order of ``FORMS``.

    >>> by_form(np.array([100.0, 10.0]), np.array([0.1, 0.8, 0.1]))["receive_dossiers"]
    array([80.,  8.])
    """
    return {f"{form}_dossiers": dossiers * share for form, share in zip(FORMS, shares, strict=True)}
