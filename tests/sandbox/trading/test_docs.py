"""The Python on the page about the trading core runs as it is printed."""

import re


def test_the_example_runs_and_its_books_balance(repo_root, capsys):
    page = (repo_root / "docs" / "sandbox-trading.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(example, "example", "exec"), {})  # noqa: S102 - our own page
    said = capsys.readouterr().out
    assert "lots=10" in said
    assert said.rstrip().endswith(" 0E-8")
