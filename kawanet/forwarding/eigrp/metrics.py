"""EIGRP metrics: what an interface adds, and what a vector weighs.

Sources: RFC 7868 §5.6 (classic and wide metrics); defaults of interfaces from IOS `show interfaces`
("BW 1000000 Kbit/sec, DLY 10 usec"; a loopback 8000000 and 5000). In named mode the delay of an
interface of 1 Gbit/s or more follows from its bandwidth, 10^13 / bit/s nanoseconds, and the RIB
shows a 128th of the composite (`metric rib-scale`). IOS divides before it scales, NX-OS after (as
the metrics of routes with a bandwidth of 900 kbit/s show on both).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from kawanet.forwarding.ospf.costs import bandwidth_bps
from kawanet.forwarding.traits import Traits
from kawanet.model.igp import EigrpProcess
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device
from kawanet.model.route_policy import EigrpMetric

LOOPBACK_KBPS, LOOPBACK_DELAY_10US = 8_000_000, 500
PS_OF_10US = 10_000_000
DELAYS_10US: tuple[tuple[int, int], ...] = (  # by bit/s, at least
    (1_000_000_000, 1),
    (100_000_000, 10),
    (10_000_000, 100),
    (0, 2000),
)
TUNNEL_DELAY_10US = 5000
WIDE, RIB_SCALE, FAST_KBPS = 65536, 128, 1_000_000


class Vector(NamedTuple):
    """What an announcement says of its way: scaled inverse bandwidths (classic and wide, the
    greatest on the way) and the sum of delays in picoseconds."""

    inverse: int
    wide_inverse: int
    delay_ps: int
    reliability: int = 255
    load: int = 1
    mtu: int = 1500

    def over(self, link: Vector) -> Vector:
        """The vector after one more interface."""
        return Vector(
            max(self.inverse, link.inverse),
            max(self.wide_inverse, link.wide_inverse),
            self.delay_ps + link.delay_ps,
            self.reliability,
            self.load,
            self.mtu,
        )


def metric_vector(metric: EigrpMetric, known: Traits) -> Vector:
    """A configured metric as a vector."""
    kbps = max(1, metric.bandwidth_kbps)
    first = 10**7 * 256 // kbps if known.eigrp_scale_first else 10**7 // kbps * 256
    wide = 10**7 * WIDE // kbps
    rest = (metric.reliability, metric.load, metric.mtu)
    return Vector(first, wide, metric.delay_10us * PS_OF_10US, *rest)


def interface_vector(device: Device, interface: Interface, known: Traits, *, wide: bool) -> Vector:
    """What an interface adds to the ways over it."""
    loopback = interface.kind is InterfaceKind.LOOPBACK
    kbps = bandwidth_bps(device, interface) // 1000
    if loopback:
        kbps = interface.bandwidth_kbps or LOOPBACK_KBPS
    delay = interface.delay_10us
    said = delay if delay is not None else _delay_10us(device, interface)
    vector = metric_vector(EigrpMetric(kbps, said), known)
    if delay is None and wide and kbps >= FAST_KBPS:
        return vector._replace(delay_ps=10**13 // kbps)
    return vector


def _delay_10us(device: Device, interface: Interface) -> int:
    """The delay of the hardware; a configured bandwidth does not change it."""
    if interface.kind is InterfaceKind.LOOPBACK:
        return LOOPBACK_DELAY_10US
    if interface.kind is InterfaceKind.TUNNEL:
        return TUNNEL_DELAY_10US
    speed_bps = bandwidth_bps(device, replace(interface, bandwidth_kbps=None))
    return next(delay for bps, delay in DELAYS_10US if speed_bps >= bps)


def composite(process: EigrpProcess, vector: Vector) -> int:
    """The weight of a vector; what the RIB shows is `rib_metric`."""
    k1, k2, k3, k4, k5 = process.k_values
    inverse = vector.wide_inverse if process.wide else vector.inverse
    delay = vector.delay_ps * (WIDE if process.wide else 256)
    delay //= 10**6 if process.wide else PS_OF_10US
    total = k1 * inverse + k2 * inverse // (256 - vector.load) + k3 * delay
    return total * k5 // (k4 + vector.reliability) if k5 else total


def heavier(process: EigrpProcess, vector: Vector, offset: int) -> Vector:
    """The vector with an offset, in units of the composite metric, on its delay."""
    unit = PS_OF_10US // 256 if not process.wide else 10**6 * RIB_SCALE // WIDE
    return vector._replace(delay_ps=vector.delay_ps + offset * unit)


def rib_metric(process: EigrpProcess, weight: int) -> int:
    """The metric of a route as the RIB has it."""
    return weight // RIB_SCALE if process.wide else weight


def as_metric(vector: Vector) -> EigrpMetric:
    """A vector in the units of a configuration, for another AS that takes the route in."""
    kbps = 10**7 * 256 // max(1, vector.inverse)
    rest = (vector.reliability, vector.load, vector.mtu)
    return EigrpMetric(kbps, vector.delay_ps // PS_OF_10US, *rest)
