"""The dialect of eSIM Access under `/api/v1/open/`: bytes, money x 10 000, UTC, one envelope."""
