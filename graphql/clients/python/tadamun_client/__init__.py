"""Tadamun's API for programs in Python: `hq` and `market` are generated, the modules beside them written."""
