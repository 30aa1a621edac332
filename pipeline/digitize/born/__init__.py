"""Pages that never were paper: taken over with their vectors and fonts, made fit for PDF/A-2u (ISO 19005-2)."""
