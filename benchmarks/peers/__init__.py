"""The systems that `benchmarks/speed.py` compares, each behind the same few requests."""
