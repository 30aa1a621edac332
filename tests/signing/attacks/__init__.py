"""Forgeries of a signed record, each as a function from the signed bytes to the forged ones.

The published families: universal signature forgery, incremental saving, signature wrapping (2018), shadow documents (2020),
evil annotations and sneaky signatures on certified files (2021); and tails that viewers read differently. Each is made here, none is
copied.
"""

from tests.signing.attacks import increments as increments
from tests.signing.attacks import overlays as overlays
from tests.signing.attacks import raw_bytes as raw_bytes
from tests.signing.attacks import streams as streams
from tests.signing.attacks import trailing as trailing
from tests.signing.attacks import wrapping as wrapping
from tests.signing.attacks.forging import ATTACKS as ATTACKS
