"""The waist: a vendor-neutral network, and what must hold in it."""
