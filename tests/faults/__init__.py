"""The fault campaign: harm done to a running archive, and what must hold all the same."""
