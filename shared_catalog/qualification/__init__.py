"""Programmes that lift cooperatives to the standard: who pays, who is enrolled, and how far each has come."""
