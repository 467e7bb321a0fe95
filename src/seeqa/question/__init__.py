"""A question -> what it asks for: its frame, and what it leans on."""
