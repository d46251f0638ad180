"""The ledger: credits and money, in double entry, and everything that moves them."""
