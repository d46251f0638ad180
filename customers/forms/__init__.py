"""Forms: what people type about users and organizations, checked by the rules of `customers.facts`."""
