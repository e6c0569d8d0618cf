"""The words of the review page that its modules need, and the choices of its form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer of a scale of words: what is stored, what is read, the key that chooses it."""

    value: str
    label: str
    key: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """One line of the list of keys."""

    caps: tuple[str, ...]
    words: str


def preferences() -> tuple[Choice, ...]:
    """The six verdicts, from left to right."""
    return (
        Choice(value="left_much_better", label=_("Left much better"), key="Q"),
        Choice(value="left_better", label=_("Left better"), key="W"),
        Choice(value="tie_good", label=_("Both good"), key="E"),
        Choice(value="both_bad", label=_("Both bad"), key="R"),
        Choice(value="right_better", label=_("Right better"), key="T"),
        Choice(value="right_much_better", label=_("Right much better"), key="Y"),
    )


def confidences() -> tuple[Choice, ...]:
    """How sure the reviewer is of the verdict."""
    return (
        Choice(value="1", label=_("unsure"), title=_("I could argue the other way")),
        Choice(value="2", label=_("fairly"), title=_("I would be surprised to change my mind")),
        Choice(value="3", label=_("sure"), title=_("I would defend it before others")),
    )


def note_categories() -> tuple[Choice, ...]:
    """Kinds of notes on lines."""
    return (
        Choice(value="bug", label=_("bug")),
        Choice(value="naming", label=_("naming")),
        Choice(value="structure", label=_("structure")),
        Choice(value="security", label=_("security")),
        Choice(value="style", label=_("style")),
        Choice(value="question", label=_("question")),
        Choice(value="praise", label=_("praise")),
    )


def reasons() -> tuple[str, ...]:
    """Why a comparison may be given back."""
    return (
        _("I need more time or quiet for it"),
        _("I do not know this language or field well enough"),
        _("Conflict of interest: I know who or what wrote one of them"),
        _("This item is broken: something is wrong with the problem or the display"),
        _("Another reason"),
    )


def shortcuts() -> tuple[Shortcut, ...]:
    """Every key of the page."""
    return (
        Shortcut(caps=("1", "…", "5"), words=_("rate the scale in focus, go on to the next")),
        Shortcut(caps=("↑", "↓"), words=_("between scales")),
        Shortcut(caps=("Q", "W"), words=_("left much better, left better")),
        Shortcut(caps=("E", "R"), words=_("both good, both bad")),
        Shortcut(caps=("T", "Y"), words=_("right better, right much better")),
        Shortcut(caps=("F",), words=_("unsure, fairly, sure")),
        Shortcut(caps=("M",), words=_("write the reason")),
        Shortcut(caps=("Ctrl", "⏎"), words=_("submit, go on")),
        Shortcut(caps=("U",), words=_("reopen the last one")),
        Shortcut(caps=("S",), words=_("skip or decline")),
        Shortcut(caps=("D",), words=_("two panes, aligned, unified")),
        Shortcut(caps=("X",), words=_("evidence, code")),
        Shortcut(caps=("N", "P"), words=_("next, previous difference")),
        Shortcut(caps=("J", "K"), words=_("line down, line up")),
        Shortcut(caps=("L",), words=_("the other side")),
        Shortcut(caps=("C",), words=_("note on the line")),
        Shortcut(caps=("O",), words=_("open or close the problem")),
        Shortcut(caps=("H", "?"), words=_("guidelines, keys")),
    )


def module_words() -> dict[str, str]:
    """What the modules say, by key; ``{n}`` and the like are filled in the browser."""
    return {
        **{f"category_{choice.value}": choice.label for choice in note_categories()},
        **_words_of_places(),
        **_words_of_rating(),
        **_words_of_sending(),
    }


def _words_of_places() -> dict[str, str]:
    return {
        "left": _("left"),
        "right": _("right"),
        "overall": _("overall"),
        "difference": _("difference {n} of {total}"),
        "no_difference": _("there is no difference"),
        "loading": _("one moment"),
        "view_failed": _("This view could not be fetched: try again when the connection is back."),
        "note_place": _("Note on {side}, line {lines}"),
        "note_kept": _("note kept"),
        "note_removed": _("note removed"),
        "edit": _("Edit"),
    }


def _words_of_rating() -> dict[str, str]:
    return {
        "progress": _("{n} of {total}"),
        "minutes_left": _("about {n} min left"),
        "submit": _("Submit"),
        "submit_change": _("Submit change"),
        "go_on": _("Go on"),
        "missing": _("still to rate: {n}"),
        "still_to_rate": _("Still to rate: {names}"),
        "nothing_to_reopen": _("There is no earlier review to reopen here."),
        "already_submitted": _("This one is submitted already."),
        "state_leased": "",
        "state_submitted": _(
            "You submitted this one. You may change it until the campaign closes; earlier answers "
            "are kept too."
        ),
        "state_late": _("You submitted this one after its time; it is kept and marked as late."),
        "state_expired": _(
            "Your hold on this one ran out. Submit it all the same: it is kept, and marked as late "
            "if somebody else took it."
        ),
        "state_skipped": _("You put this one aside. Submitting takes it up again."),
        "state_declined": _("You declined this one."),
    }


def _words_of_sending() -> dict[str, str]:
    return {
        "saved": _("Draft saved {time}"),
        "kept_here": _("Draft kept in this browser"),
        "offline": _("No connection. Everything you do is kept in this browser and sent later."),
        "waiting": _("Reviews waiting to be sent: {n}."),
        "waits_for_connection": _("Kept. The next one comes when the connection is back."),
        "try_again": _("Try again now"),
        "signed_out": _("You are signed out. What you did is kept."),
        "sign_in": _("Sign in again"),
        "refused": _("A review was not taken: {message}"),
        "open_it": _("Open it"),
        "dismiss": _("Dismiss"),
        "not_sent_yet": _(
            "The last review is still on its way; it can be reopened once it is sent."
        ),
    }
