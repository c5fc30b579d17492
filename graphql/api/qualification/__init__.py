"""Qualification: programmes, enrolments, what a donor is told, and what is suggested to markets."""
