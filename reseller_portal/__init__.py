"""The roof: settings, URLs, middleware, and the flows that span the apps. Imported by none of them."""
