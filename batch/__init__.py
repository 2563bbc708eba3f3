"""Thousands of scans: a ledger that forgets no page, worker processes that may die, proof after."""
