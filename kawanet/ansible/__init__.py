"""What Ansible loads by path: plugins that call kawanet and decide nothing."""
