"""Tables, migrations and every SQL statement: what the bot remembers."""
