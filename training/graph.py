"""Write the ONNX graph of the packaged encoder, all-MiniLM-L6-v2, without its weights.

The weights are declared as external and given when the graph is loaded (`seeqa.bert`), under the
names that BERT's own files give them, as those hold them; only a layer's query, key and value are
one matrix, which stands the other way round. The nodes are ONNX Runtime's own fused ones, which
its CPU kernels compute exactly (GELU by erf).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, helper

LAYERS, HEADS, HIDDEN, INNER = 6, 12, 384, 1536
WORDS, POSITIONS, TYPES = 30522, 512, 2
EPSILON = 1e-12
_FUSED = "com.microsoft"


class Maker:
    """Collects nodes and the weights that they declare."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *shape: int) -> str:
        """Declare a weight that is given later."""
        tensor = TensorProto(
            name=name, dims=shape, data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL
        )
        tensor.external_data.add(key="location", value="given")
        self.weights.append(tensor)
        return name

    def node(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = _FUSED, **settings: Any
    ) -> str:
        """Add a node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **settings))
        return output

    def dense(self, x: str, name: str, wide: int, narrow: int) -> str:
        """Multiply with a matrix; its bias is added by the node that comes next."""
        weight = self.weight(f"{name}.weight", narrow, wide)
        return self.node("FusedMatMul", [x, weight], f"{name}.product", transB=1)

    def norm(self, x: str, skipped: str, dense: str, norm: str) -> str:
        """Add a bias and what skipped the layer, and normalise."""
        scale, shift = (self.weight(f"{norm}.{part}", HIDDEN) for part in ("weight", "bias"))
        bias = self.weight(f"{dense}.bias", HIDDEN)
        inputs = [x, skipped, scale, shift, bias]
        return self.node("SkipLayerNormalization", inputs, f"{norm}.out", epsilon=EPSILON)

    def embeddings(self) -> str:
        """Sum a token's three embeddings and normalise."""
        tables = {"word": WORDS, "position": POSITIONS, "token_type": TYPES}
        inputs = ["ids", "types"]
        for kind, rows in tables.items():
            inputs.append(self.weight(f"embeddings.{kind}_embeddings.weight", rows, HIDDEN))
        inputs += [self.weight(f"embeddings.LayerNorm.{p}", HIDDEN) for p in ("weight", "bias")]
        # The mask goes to the attention itself; here only its sums would be computed.
        names = ["embedded", "embedded.mask"]
        node = helper.make_node(
            "EmbedLayerNormalization", inputs, names, domain=_FUSED, epsilon=EPSILON
        )
        self.nodes.append(node)
        return names[0]

    def layer(self, x: str, name: str) -> str:
        """Attend, then the two dense layers, each with its skip."""
        inside, out = f"{name}.attention.self.qkv", f"{name}.attention.output"
        weight = self.weight(f"{inside}.weight", HIDDEN, 3 * HIDDEN)
        bias = self.weight(f"{inside}.bias", 3 * HIDDEN)
        mixed = self.node("Attention", [x, weight, bias, "mask"], inside, num_heads=HEADS)
        mixed = self.dense(mixed, f"{out}.dense", HIDDEN, HIDDEN)
        x = self.norm(mixed, x, f"{out}.dense", f"{out}.LayerNorm")
        wide = self.dense(x, f"{name}.intermediate.dense", HIDDEN, INNER)
        bias = self.weight(f"{name}.intermediate.dense.bias", INNER)
        wide = self.node("BiasGelu", [wide, bias], f"{name}.wide")
        narrow = self.dense(wide, f"{name}.output.dense", INNER, HIDDEN)
        return self.norm(narrow, x, f"{name}.output.dense", f"{name}.output.LayerNorm")


def build() -> ModelProto:
    """Return the graph: ids, mask and types, int32 (rows, tokens) each -> hidden vectors."""
    maker = Maker()
    x = maker.embeddings()
    for number in range(LAYERS):
        x = maker.layer(x, f"encoder.layer.{number}")
    maker.node("Identity", [x], "hidden", domain="")
    shape = ["rows", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, shape)
        for name in ("ids", "mask", "types")
    ]
    output = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, HIDDEN])
    graph = helper.make_graph(maker.nodes, "bert", inputs, [output], maker.weights)
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=8, producer_name="seeqa")


def main() -> None:
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("src/seeqa/bert.onnx"))
    args = parser.parse_args()
    size = args.out.write_bytes(build().SerializeToString(deterministic=True))
    sys.stdout.write(f"{args.out}: {size} bytes\n")


if __name__ == "__main__":
    main()
