"""Where this dialect keeps its cards, packages, orders, tokens and subscriptions, beside the other carrier's tables."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS airalo_packages (package_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS airalo_sims (iccid TEXT PRIMARY KEY, body TEXT NOT NULL, loaded TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS airalo_orders (
    id INTEGER PRIMARY KEY, iccid TEXT NOT NULL, package_id TEXT NOT NULL, type TEXT NOT NULL, description TEXT,
    amount_mb INTEGER NOT NULL, days INTEGER NOT NULL, price TEXT NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS airalo_orders_iccid ON airalo_orders (iccid);
CREATE TABLE IF NOT EXISTS airalo_usage (iccid TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS airalo_tokens (token TEXT PRIMARY KEY, ends_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS airalo_opt_ins (type TEXT PRIMARY KEY, body TEXT NOT NULL);
"""
TABLES = ("airalo_packages", "airalo_sims", "airalo_orders", "airalo_usage", "airalo_tokens", "airalo_opt_ins")
