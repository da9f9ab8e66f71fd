"""Real servers for the tests: Dovecot, PostgreSQL, an SMTP sink and a proxy that breaks connections."""
