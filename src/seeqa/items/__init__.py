"""Items as wholes: which of them satisfy a question, and what the archive holds."""
