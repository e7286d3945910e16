"""Additions to matplotlib, which are not here."""
