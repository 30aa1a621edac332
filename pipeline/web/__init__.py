"""The office's server: its HTTP API for those who work from other computers."""
