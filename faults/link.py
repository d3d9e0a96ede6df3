"""A wire to nodes in a network namespace of their own: what goes to them and comes from them can be lost, cut and
slowed, and Linux's own TCP is what bears it.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from pathlib import Path

CLONE_NEWNET = 0x40000000
TABLE = "inet causerie_faults"
# Of both ends; veth has no queue of its own.
BURST, LONGEST_WAIT = "16kb", "400ms"


class Link:
    """One wire. `host`: the nodes' address behind it; `other`: a second one, for people whose lot is another's."""

    def __init__(self) -> None:
        number = os.getpid()
        # RFC 2544: addresses that nobody has.
        net = f"198.18.{number % 256}"
        self.host, self.other = f"{net}.2", f"{net}.3"
        self._namespace = f"causerie{number}"
        self._near, self._far = f"cn{number}", f"cf{number}"
        self._people = f"{net}.1/24"

    @property
    def namespace(self) -> Path:
        """What `enter` takes."""
        return Path("/run/netns") / self._namespace

    def make(self) -> None:
        """Lays it. Raises CalledProcessError."""
        _run("ip", "netns", "add", self._namespace)
        _run("ip", "link", "add", self._near, "type", "veth", "peer", self._far, "netns", self._namespace)
        _run("ip", "addr", "add", self._people, "dev", self._near)
        # No packet stands for many: each is lost alone.
        _run("ip", "link", "set", self._near, "gso_max_segs", "1", "up")
        for host in (self.host, self.other):
            self._within("addr", "add", f"{host}/24", "dev", self._far)
        self._within("link", "set", self._far, "gso_max_segs", "1", "up")
        self._within("link", "set", "lo", "up")

    def lose(self, percent: int) -> None:
        """Of all packets of both directions so many are lost."""
        lost = f"numgen random mod 100 < {percent} drop"
        self._rules(to_nodes=lost, to_people=lost)

    def cut(self, *, to_nodes: bool = False, to_people: bool = False, host: str | None = None) -> None:
        """Nothing goes in the directions named; `host`: to and from this address alone."""
        of = ("ip daddr", "ip saddr") if host else ("", "")
        ways = (
            f"{one} {host or ''} drop" if on else ""
            for one, on in zip(of, (to_nodes, to_people), strict=True)
        )
        self._rules(*ways)

    def slow(self, kbit: int) -> None:
        """So many thousand bits a second in each direction, for everybody together."""
        limit = ("root", "tbf", "rate", f"{kbit}kbit", "burst", BURST, "latency", LONGEST_WAIT)
        _run("tc", "qdisc", "replace", "dev", self._near, *limit)
        _run("tc", "-n", self._namespace, "qdisc", "replace", "dev", self._far, *limit)

    def mend(self) -> None:
        """All goes through again."""
        self._rules()
        for netns, end in (((), self._near), (("-n", self._namespace), self._far)):
            # There may be none.
            subprocess.run(
                ("tc", *netns, "qdisc", "del", "dev", end, "root"), check=False, capture_output=True
            )

    def remove(self) -> None:
        """Takes it away; nothing may run behind it."""
        table = ("nft", "delete", "table", *TABLE.split())
        # The wire by itself too: with its namespace it would go some time later.
        for command in (table, ("ip", "link", "del", self._near), ("ip", "netns", "del", self._namespace)):
            subprocess.run(command, check=False, capture_output=True)

    def _rules(self, to_nodes: str = "", to_people: str = "") -> None:
        rules = f"""
            table {TABLE} {{ }}
            delete table {TABLE}
            table {TABLE} {{
                chain to_nodes {{
                    type filter hook output priority 0
                    oifname {self._near} {to_nodes or "accept"}
                }}
                chain to_people {{
                    type filter hook input priority 0
                    iifname {self._near} {to_people or "accept"}
                }}
            }}"""
        _run("nft", "-f", "-", given=rules)

    def _within(self, *command: str) -> None:
        _run("ip", "-n", self._namespace, *command)


def enter(namespace: Path) -> None:
    """From now on this process opens its sockets behind the wire. (os.setns came with Python 3.12.) Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    with namespace.open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")


def _run(*command: str, given: str = "") -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, input=given)


def missing() -> str | None:
    """Why this machine can't have such a wire, or null; tried, because rights alone don't tell."""
    link = Link()
    try:
        link.make()
        link.lose(1)
        link.slow(256)
        link.mend()
    except FileNotFoundError as error:
        return f"there is no {error.filename}"
    except subprocess.CalledProcessError as error:
        return f"{' '.join(error.cmd)}: {error.stderr.strip()}"
    finally:
        link.remove()
    return None
