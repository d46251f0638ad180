"""Every movement of credits and money. All of them go through the one writer in `ledger`."""
