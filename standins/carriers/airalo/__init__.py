"""The dialect of Airalo's Partner API under `/v2/`: megabytes, decimal money, OAuth2, no idempotency."""
