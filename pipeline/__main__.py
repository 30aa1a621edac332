"""`python -m pipeline` is the program `vanthu`."""

from pipeline.cli.main import main

main()
