"""How fast the platform is, beside what its database can do: `make bench`, `make bench-full`.

`bench/README.md` says what is measured and how, and shows the latest results. `half_month.py` stands alone.
"""
