"""The signer's own computer: the office's server is elsewhere, the token and what the person saw are here. Knows no office."""
