"""What setup.cfg has no words for: the one file that is compiled. Everything else stands there.

It is plain C without Python's headers. Without a compiler the installation goes on, and masks are coded as CCITT G4
(pipeline/digitize/layers/mask.py).
"""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension("pipeline.digitize.layers._jbig2", ["pipeline/digitize/layers/jbig2.c"], optional=True),
    ]
)
