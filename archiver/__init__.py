"""The arkivfunktion: receives, keeps and files mail so that it can be proved."""

__version__ = "0.1.0"
