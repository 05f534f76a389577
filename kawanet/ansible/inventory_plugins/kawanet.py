"""Inventory plugin: the hosts and groups that `kawanet build` wrote to `inventory.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = r"""
name: kawanet
short_description: Devices of a network that kawanet built
description:
  - Reads C(inventory.json), which C(kawanet build) writes beside the configurations.
  - Groups are C(site_*), C(role_*), C(platform_*), C(tier_*) and C(region_*).
  - Each host has the facts C(kawanet_site), C(kawanet_role), C(kawanet_platform),
    C(kawanet_tiers), C(kawanet_floor) and C(ansible_host), its management address.
author: kawanet
options:
  plugin:
    description: The name of this plugin.
    required: true
    choices: [kawanet]
  file:
    description: Path of C(inventory.json), relative to the file that holds this option.
    type: str
    default: ../out/inventory.json
"""

EXAMPLES = r"""
# inventory/kawanet.yml
plugin: kawanet
file: ../out/inventory.json
"""

FORMAT = "kawanet-inventory/1"


class InventoryModule(BaseInventoryPlugin):  # type: ignore[misc]
    """Fills Ansible's inventory; raises AnsibleParserError saying what to do about a bad file."""

    NAME = "kawanet"

    def verify_file(self, path: str) -> bool:
        """Claim files named `kawanet.yml` or ending in `.kawanet.yml`."""
        name = Path(path).name
        ours = name.removesuffix(".yaml").removesuffix(".yml").endswith("kawanet")
        return bool(super().verify_file(path)) and ours

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        content = _read(Path(path).parent / self.get_option("file"))
        for name, facts in content["_meta"]["hostvars"].items():
            inventory.add_host(name)
            for fact, value in facts.items():
                inventory.set_variable(name, fact, value)
        for group in content["all"]["children"]:
            inventory.add_group(group)
            for host in content[group]["hosts"]:
                inventory.add_host(host, group=group)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AnsibleParserError(f"{file} is not there: run 'kawanet build' first") from None
    except (OSError, ValueError) as error:
        raise AnsibleParserError(f"{file} cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise AnsibleParserError(f"{file} is no {FORMAT} file: run 'kawanet build' again")
    return content
