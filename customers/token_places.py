"""Where API tokens are made, listed and revoked: for a customer by its reseller, in the console, and a reseller's own."""

from .people import Place

CUSTOMER = Place(
    "customers.view",
    "customers.change",
    "tokens",
    "new_token",
    "token",
    own=False,
    title="Tokens",
    noun="API token",
)
CONSOLE = Place(
    "console.tokens",
    "console.tokens",
    "console_tokens",
    "new_console_token",
    "console_token",
    own=True,
    title="API tokens",
    noun="API token",
)
SETTINGS = Place(
    "settings.view",
    "settings.change",
    "settings_tokens",
    "new_settings_token",
    "settings_token",
    own=True,
    title="API tokens",
    noun="API token",
)

# What tokens are for, said where there are none yet.
_ONE_EACH = "Make one for each program, so that each can be ended alone."
PURPOSES = {
    CUSTOMER: f"With a token this customer's programs report usage and read credits without signing in. {_ONE_EACH}",
    CONSOLE: f"With a token your programs report usage and read your credits without signing in. {_ONE_EACH}",
    SETTINGS: f"With a token your own programs manage customers and credits without signing in. {_ONE_EACH}",
}
