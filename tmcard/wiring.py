"""From configuration to gateways: the only place that imports adapters."""

from dataclasses import dataclass

from tmcard.adapters.queue import Drive, QueueWake, build_queue
from tmcard.config import Config
from tmcard.domain.ports import Wake


@dataclass(frozen=True, slots=True)
class Gateways:
    """Every way out of the process."""

    wake: Wake


@dataclass(frozen=True, slots=True)
class House:
    """What the web application and the worker are handed: settings and the ways out."""

    config: Config
    gateways: Gateways


def build_gateways(config: Config, drive: Drive | None = None) -> Gateways:
    """Make one adapter per vendor. Connects to nothing yet. `drive` is what the worker does with a nudge."""
    queue = build_queue(config.redis_url, config.state_dir)
    return Gateways(wake=QueueWake(queue, drive))
