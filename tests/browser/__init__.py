"""Tests in a real browser: the system Chromium against a whole world on loopback."""
