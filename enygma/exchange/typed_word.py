"""Asking at the terminal for a word before something that cannot be taken back."""

from __future__ import annotations

import sys


def has_terminal() -> bool:
    """Whether somebody can answer; a service or a container has nobody."""
    return bool(sys.stdin and sys.stdin.isatty())


def is_typed(word: str, prompt: str) -> bool:
    """Ask, and wait for the word.

    Args:
        word: What has to be typed, in whatever case.
        prompt: What is shown before the answer.

    Returns:
        Whether it was typed; the end of the input (Ctrl-D) and an interruption (Ctrl-C) are other
        answers, so that whoever asked can say what was not done.
    """
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        typed = sys.stdin.readline()
    except KeyboardInterrupt:
        typed = ""
    if not typed.endswith("\n"):
        sys.stderr.write("\n")
    return typed.strip().lower() == word
