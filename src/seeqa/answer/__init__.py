"""Evidence -> Answer: quotes, cited and checked, lists, abstentions, what is said beside them."""
