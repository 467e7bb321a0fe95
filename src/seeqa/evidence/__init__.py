"""Hits -> candidates -> weighed: what may answer a question, and how surely it does."""
