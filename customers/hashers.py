"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum (19 MiB, 2 passes, 1 lane): the default's 100 MiB a sign-in would fill the server."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
