"""Question set + Assistant -> Report: how well the archive is searched, read and cited.

read_set ──▶ Bench ──▶ evaluate ──▶ Judge ──▶ Outcome ──▶ Report ──▶ table, JSON, HTML
                                                         └──▶ Comparison, Verdict
"""

from seeqa.evaluation.archives import ArchiveReport, ArchiveReports, evaluate_archives
from seeqa.evaluation.archives_table import archives_table, wrong_lines
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
    "ArchiveReport",
    "ArchiveReports",
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
    "archives_table",
    "evaluate",
    "evaluate_archives",
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
    "wrong_lines",
]
