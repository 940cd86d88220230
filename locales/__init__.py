"""What the bot says, per language, and how it writes dates, numbers and names."""
