"""Pictures of a network for people: SVG that needs nothing from outside."""
