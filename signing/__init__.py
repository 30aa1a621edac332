"""Tokens, PAdES signatures, their appearance, time stamps, trust and verdicts; the only room that imports pyHanko."""

import logging

# Both libraries log what a hostile file made them do, with tracebacks; people get findings instead.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)
