"""The packaged encoder and reader in ONNX Runtime give what torch gives, and need none."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from fakes import BULLETIN, copied_index, write_weights
from seeqa.bert import Bert, Tokenizer, read_weights, threads
from seeqa.embed import DEFAULT, SentenceEncoder, find_encoder
from seeqa.errors import ReaderError
from seeqa.read import load_adapter
from seeqa.read.rows import pad

ADAPTER = Path(str(files("seeqa.read").joinpath("adapter")))
TEXTS = [
    "",
    "?",
    "officers",
    "Who paid for the trafficking report?",
    "Кој го финансираше извештајот?",
    "中文 نص عربي 😀 ﬁ ½ “İstanbul” – Čakovec",
    "nil\0 and [SEP] and [MASK]s\n\n\tand a[CLS]b",
    "officers were trained in Istanbul. " * 200,
    "A" * 3000,
    "word " * 254,
    "word " * 255,
]
# What a question may do without; the first three take seconds to import.
HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "matplotlib")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load(DEFAULT)


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(encoder: SentenceEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    folder = str(find_encoder(DEFAULT).folder)
    other = SentenceTransformer(folder, device="cpu", local_files_only=True)
    whole = [text for text in TEXTS if len(text) < 1000]  # no windows
    wanted = np.asarray(other.encode(whole, normalize_embeddings=True))
    found = encoder.encode(whole)
    assert (found * wanted).sum(axis=1).min() > 0.9999
    assert np.abs(found - wanted).max() < 1e-5
    assert encoder.identity.dimension == other.get_embedding_dimension()


@pytest.mark.model
def test_tokens_are_those_of_transformers() -> None:
    from transformers import AutoTokenizer

    folder = find_encoder(DEFAULT).folder
    own, other = Tokenizer.load(folder), AutoTokenizer.from_pretrained(str(folder))
    for text in TEXTS:
        wanted = other(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        found = own.tokens(text)
        assert found.ids == wanted["input_ids"]
        assert found.offsets == [tuple(place) for place in wanted["offset_mapping"]]
    assert (own.cls, own.sep) == (other.cls_token_id, other.sep_token_id)
    assert own.vocabulary() == other.get_vocab()


@pytest.mark.model
def test_a_text_s_vector_does_not_depend_on_the_others(encoder: SentenceEncoder) -> None:
    together = encoder.encode(TEXTS * 2)
    with ThreadPoolExecutor(4) as pool:
        alone = [*pool.map(lambda text: encoder.encode([text])[0], TEXTS)]
    assert np.abs(together - np.stack(alone * 2)).max() < 1e-5
    assert encoder.encode([]).shape == (0, encoder.identity.dimension)


@pytest.mark.model
def test_a_part_s_vector_is_the_mean_of_its_tokens_in_the_text(encoder: SentenceEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    folder = str(find_encoder(DEFAULT).folder)
    other = SentenceTransformer(folder, device="cpu", local_files_only=True)
    text = "The mayor came. “She” paid 3,000 €."
    parts = [(0, 15), (16, 35), (34, 34)]
    found = encoder.with_parts([text, TEXTS[7], "x"], [parts, [(0, 34), (35, 69)], []])
    tokens = np.asarray(other.encode([text], output_value="token_embeddings")[0])
    assert np.abs(found[0][0] - encoder.encode([text])[0]).max() < 1e-5
    # [CLS] the mayor came . " she " paid 3 , 000 € . [SEP]
    for part, inside in ((1, tokens[1:5]), (2, tokens[5:14]), (3, tokens)):
        mean = inside.mean(axis=0)
        assert np.abs(found[0][part] - mean / np.linalg.norm(mean)).max() < 1e-5
    # What is longer than the window is embedded in parts, each by itself.
    assert np.abs(found[1][1] - encoder.encode([TEXTS[7][:34]])[0]).max() < 1e-5
    assert found[2].shape == (1, 384)
    assert encoder.with_parts([], []) == []


@pytest.mark.model
def test_logits_are_those_of_torch() -> None:
    import torch
    from reader_model import build_full

    base = find_encoder(DEFAULT).folder
    reader, other = load_adapter(ADAPTER, base), build_full(base, ADAPTER).eval()
    maker = reader.rows
    asked, passage = maker.tokens(TEXTS[3]).ids, maker.tokens(TEXTS[7]).ids
    sizes = (0, 1, 40, 180)
    batch = pad([maker.row(asked, maker.context("A\nhead"), passage[:size]) for size in sizes])
    with torch.no_grad():
        wanted = other(*map(torch.from_numpy, (batch.ids, batch.mask, batch.types)))
    start, end, relevance = reader.forward(batch)
    seen = batch.mask > 0
    assert np.abs(start - wanted.start.numpy())[seen].max() < 1e-3
    assert np.abs(end - wanted.end.numpy())[seen].max() < 1e-3
    assert np.abs(relevance - wanted.relevance.numpy()).max() < 1e-3


@pytest.mark.model
def test_weights_of_another_shape_are_refused() -> None:
    weights = read_weights(find_encoder(DEFAULT).folder / "model.safetensors")
    with pytest.raises(ValueError, match="dimensions"):
        Bert(weights | {"encoder.layer.3.intermediate.dense.bias": np.zeros(7, np.float32)})


@pytest.mark.model
def test_a_question_is_answered_without_torch(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from seeqa import Assistant, Config
config = Config(
    corpus=Path({str(BULLETIN.parent)!r}),
    index=Path({str(copied_index(tmp_path / "index"))!r}),
    weights={write_weights(tmp_path)!r},
)
answer = Assistant.open(config).ask("Who paid for the trafficking report?")
assert "France and Sweden" in answer.citations[0].quote
print([name for name in {HEAVY} if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.model
def test_without_onnx_runtime_torch_embeds_and_the_reader_says_so(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    other = SentenceEncoder.load(DEFAULT)
    assert "sentence-transformers, slower than onnxruntime" in caplog.text
    assert other.identity == encoder.identity
    assert other.words == encoder.words
    assert np.abs(other.encode(TEXTS) - encoder.encode(TEXTS)).max() < 1e-5
    with pytest.raises(ReaderError, match="ONNX Runtime, which runs the trained reader"):
        load_adapter(ADAPTER, encoder.files.folder)


def test_the_graph_is_what_its_script_makes() -> None:
    from graph import build

    made = build().SerializeToString(deterministic=True)
    assert files("seeqa").joinpath("bert.onnx").read_bytes() == made


def test_threads_are_those_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "0")
    assert threads() >= 1


def test_the_runtime_has_nothing_that_reports_to_its_maker() -> None:
    """ONNX Runtime 1.32 for Linux sends measurements over the network; 1.26 cannot."""
    folder = Path(onnxruntime.__file__).parent / "capi"
    libraries = [*folder.glob("onnxruntime_pybind11_state*")]
    assert libraries
    assert all(b"OneDsTelemetry" not in library.read_bytes() for library in libraries)
