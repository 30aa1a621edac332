"""A page as layers: ink as a 1-bit mask, coloured ink as it was scanned, quiet paper under both."""

from pipeline.digitize.layers.mask import mask_coder

__all__ = ["mask_coder"]
