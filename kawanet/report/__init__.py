"""Results as text for people and machines, the inventory, and the facts beside the text."""
