"""The fault campaign: the product is broken at every step, and an oracle that knows none of its code counts the mail.

`make faults` runs all of it, `make test` a quick share; see `campaign.py` for how it is put together.
"""
