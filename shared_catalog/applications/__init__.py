"""Applications of the public: what a cooperative writes without an account, and what becomes of it."""
