"""Inventory plugins, found through `inventory_plugins` of `ansible.cfg`."""
