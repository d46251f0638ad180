"""The ledger of credits and money. Nothing here yet."""
