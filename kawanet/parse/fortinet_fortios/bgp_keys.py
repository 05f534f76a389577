"""What each key of `config router bgp` means for the account of lines."""

from __future__ import annotations

from kawanet.parse.fortinet_fortios.reading import Fields, fields
from kawanet.parse.fortinet_fortios.redistribution import blocks


def _both(keys: str) -> str:
    """Each key for IPv4 and for IPv6."""
    return " ".join(f"{key} {key}6" for key in keys.split())


BGP: Fields = {
    **fields(
        modelled="as router-id cluster-id client-to-client-reflection confederation-identifier "
        "confederation-peers default-local-preference always-compare-med deterministic-med "
        "bestpath-med-missing-as-worst bestpath-med-confed bestpath-cmp-routerid "
        "bestpath-as-path-ignore enforce-first-as distance-external distance-internal "
        "distance-local ebgp-multipath ibgp-multipath network-import-check neighbor "
        "neighbor-group neighbor-range neighbor-range6 network network6 aggregate-address "
        "aggregate-address6",
        irrelevant="keepalive-timer holdtime-timer scan-time log-neighbour-changes "
        "log-neighbor-changes fast-external-failover graceful-restart graceful-restart-time "
        "graceful-stalepath-time graceful-update-delay graceful-end-on-timer dampening "
        "dampening-max-suppress-time dampening-reachability-half-life dampening-reuse "
        "dampening-route-map dampening-suppress dampening-unreachability-half-life "
        "synchronization multipath-recursive-distance cross-family-conditional-adv "
        "additional-path-select additional-path-select6 tag-resolve-mode",
        unmodelled="admin-distance vrf vrf6 vrf-leak vrf-leak6 bestpath-cmp-confed-aspath "
        "additional-path additional-path6 additional-path-vpnv4 recursive-next-hop "
        "recursive-inherit-priority ignore-optional-capability",
    ),
    **blocks("redistribute"),
    **blocks("redistribute6"),
}
NEIGHBOUR = fields(
    modelled="remote-as neighbor-group local-as local-as-no-prepend local-as-replace-as "
    "update-source ebgp-enforce-multihop ebgp-multihop-ttl shutdown passive description password "
    "weight remote-as-filter "
    + _both(
        "activate route-map-in route-map-out default-originate-routemap allowas-in-enable "
        "allowas-in maximum-prefix send-community additional-path route-reflector-client "
        "next-hop-self next-hop-self-rr attribute-unchanged capability-default-originate "
        "as-override remove-private-as prefix-list-in prefix-list-out distribute-list-in "
        "distribute-list-out filter-list-in filter-list-out"
    ),
    irrelevant="advertisement-interval bfd connect-timer holdtime-timer keep-alive-timer "
    "link-down-failover restart-time retain-stale-time stale-route capability-dynamic "
    "capability-route-refresh dont-capability-negotiate override-capability "
    "strict-capability-match auth-options rr-attr-allow-change "
    + _both(
        "soft-reconfiguration capability-orf capability-graceful-restart "
        "maximum-prefix-threshold maximum-prefix-warning-only adv-additional-path"
    ),
    unmodelled="interface conditional-advertise conditional-advertise6 enforce-first-as "
    "remote-router-id route-server-client route-server-client6 unsuppress-map unsuppress-map6 "
    "activate-vpnv4 activate-vpnv6 activate-evpn route-map-out-preferable "
    "route-map-out6-preferable",
)
RANGE = fields(modelled="prefix prefix6 neighbor-group", irrelevant="max-neighbor-num")
NETWORK = fields(
    modelled="prefix prefix6 route-map network-import-check",
    unmodelled="backdoor prefix-name",
)
AGGREGATE = fields(modelled="prefix prefix6 as-set summary-only")
