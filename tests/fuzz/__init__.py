"""Inputs that nobody would write, in large numbers: `python -m tests.fuzz.run --minutes 5`; what was found is replayed by the suite."""
