"""Word lists of our own making; each file opens with what it holds and where that is said. A package so that wheels carry them."""
