"""Weights of our own recogniser; how they came about is told in training/RUNS.md."""
