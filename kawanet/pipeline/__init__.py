"""The one place where stages are composed; shell, Ansible and Python call these functions."""
