"""Question set + Assistant -> Report: how well the archive is searched, read and cited.

read_set ──▶ Bench ──▶ evaluate ──▶ Judge ──▶ Outcome ──▶ Report ──▶ table, JSON, HTML
                                                         └──▶ Comparison, Verdict
"""

from seeqa.evaluation.baseline import Verdict, against, load_baseline, save_baseline
from seeqa.evaluation.bench import Bench
from seeqa.evaluation.compare import Comparison, Variant, variants
from seeqa.evaluation.formats import QuestionSet, read_set
from seeqa.evaluation.judge import Outcome, Stage
from seeqa.evaluation.questions import Gold, Question, read_questions, write_questions
from seeqa.evaluation.report import Report
from seeqa.evaluation.run import evaluate, evaluate_set, rankings
from seeqa.evaluation.table import table
from seeqa.evaluation.trec import write_run

__all__ = [
    "Bench",
    "Comparison",
    "Gold",
    "Outcome",
    "Question",
    "QuestionSet",
    "Report",
    "Stage",
    "Variant",
    "Verdict",
    "against",
    "evaluate",
    "evaluate_set",
    "load_baseline",
    "rankings",
    "read_questions",
    "read_set",
    "save_baseline",
    "table",
    "variants",
    "write_questions",
    "write_run",
]
