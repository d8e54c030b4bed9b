"""The arithmetic of claims.csv: exact evaluation of an expression of numbers, + - * / and parentheses."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from reanalysis.model.cells import NUMBER

_DEEPEST = 50
_TOKEN = re.compile(rf" *({NUMBER}|[-+*/()])")
_STATED = re.compile(rf"(-?{NUMBER}) *(%?)")


class Stated(NamedTuple):
    """What a claim states: a number as printed, and whether it is a percentage."""

    value: Decimal
    percent: bool


def stated_value(text: str) -> Stated:
    """`19` or `56%`.

    Raises
    ------
    ValueError
        If the text is neither a number nor a percentage.
    """
    match = _STATED.fullmatch(text)
    if not match:
        raise ValueError("neither a number nor a percentage")
    return Stated(Decimal(match[1]), bool(match[2]))


def evaluate(expression: str) -> Fraction:
    """The exact value of an expression of numbers, + - * / and parentheses.

    Raises
    ------
    ValueError
        If the text is no such expression, is nested too deeply, or divides by zero; the message says where.
    """
    return _Parser(_tokens(expression)).whole()


def _tokens(expression: str) -> list[tuple[int, str]]:
    tokens, position = [], 0
    text = expression.rstrip(" ")
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise ValueError(
                f"{text[position:].lstrip(' ')[0]!r} at position "
                f"{len(text) - len(text[position:].lstrip(' ')) + 1} is not part of it"
            )
        tokens.append((match.start(1) + 1, match[1]))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[tuple[int, str]]) -> None:
        self.tokens = tokens
        self.next = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.next][1] if self.next < len(self.tokens) else ""

    def take(self) -> tuple[int, str]:
        if self.next >= len(self.tokens):
            raise ValueError("it ends where a number or a parenthesis must follow")
        self.next += 1
        return self.tokens[self.next - 1]

    def whole(self) -> Fraction:
        value = self.sum()
        if self.peek():
            position, token = self.take()
            raise ValueError(f"{token!r} at position {position} cannot follow")
        return value

    def sum(self) -> Fraction:
        value = self.product()
        while self.peek() in ("+", "-"):
            _, sign = self.take()
            value = value + self.product() if sign == "+" else value - self.product()
        return value

    def product(self) -> Fraction:
        value = self.factor()
        while self.peek() in ("*", "/"):
            position, sign = self.take()
            factor = self.factor()
            if sign == "/" and factor == 0:
                raise ValueError(f"a division by zero at position {position}")
            value = value * factor if sign == "*" else value / factor
        return value

    def factor(self) -> Fraction:
        position, token = self.take()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        if token in ("+", "-"):
            value = self.factor() if token == "+" else -self.factor()
        elif token == "(":
            value = self.sum()
            if self.peek() != ")":
                raise ValueError(f"the parenthesis at position {position} is not closed")
            self.take()
        elif token in (")", "*", "/"):
            raise ValueError(f"{token!r} at position {position} stands where a number belongs")
        else:
            value = Fraction(token)
        self.depth -= 1
        return value
