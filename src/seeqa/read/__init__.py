"""Question + Hits -> Candidates: what may answer, and how well. The only place that loads a reader.

`spans` finds the words with a model that was trained for it; `likeness` scores whole sentences
and needs no model of its own. Both fill the `Reader` protocol.
"""

from seeqa.read.likeness import SentenceReader
from seeqa.read.model import ADAPTER, load_adapter, load_reader_model
from seeqa.read.protocol import Reader
from seeqa.read.spans import SpanReader

__all__ = ["ADAPTER", "Reader", "SentenceReader", "SpanReader", "load_adapter", "load_reader_model"]
