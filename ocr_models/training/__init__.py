"""How our own line net is taught: lines drawn on the fly, read with CTC. No part of the product imports this room.

`script/train` says how it is run. What the net is and how well it reads: ocr_models/cards/vanthu-lines.md.
"""
