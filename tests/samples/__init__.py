"""Decree-30 documents of our own making, drawn and scanned as an office scans, with ground truth beside them."""
