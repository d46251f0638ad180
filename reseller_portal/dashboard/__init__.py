"""The dashboard: where a reseller's day starts. What spans storeys is read here, each module one part of it."""
