"""The cheapest plans for the next days, or for a journey, given one card's own use. The model: docs/advice.md."""

from tmcard.domain.advice.question import Question, Ware
from tmcard.domain.advice.ways import Advice, Purchase, Way, Why, advise

__all__ = ["Advice", "Purchase", "Question", "Ware", "Way", "Why", "advise"]
