"""Question set + Assistant -> Report: how well the archive is searched, read and cited."""

from seeqa.evaluation.questions import Gold, Question, read_questions
from seeqa.evaluation.run import Outcome, Report, evaluate

__all__ = ["Gold", "Outcome", "Question", "Report", "evaluate", "read_questions"]
