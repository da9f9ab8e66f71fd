"""Twenty bugs that a colleague could write, each as a patch, and what has to turn red when one of them is there.

They prove the harness and not the product: a bug that nothing notices is a test that is missing. A patch is applied to
a copy of the checkout, never to the checkout itself.
"""
