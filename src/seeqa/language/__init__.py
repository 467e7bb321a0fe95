"""What is known of language alone: dates, places. Knows nothing of questions or archives."""
