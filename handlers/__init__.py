"""The conversations, one file each. Handlers read and write the database and never the network."""
