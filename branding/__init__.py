"""How a reseller looks to its customers. Nothing here yet."""
