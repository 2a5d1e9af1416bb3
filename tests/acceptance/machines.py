"""Several machines on one: network namespaces with a line each to this one, where the servers are."""

import os
import subprocess
import sys


def ip(*arguments, check=True):
    return subprocess.run(["ip", *map(str, arguments)], capture_output=True, text=True, check=check)


class Machines:
    """Lines that can be cut and slowed down. Needs root; see skip_unless_possible()."""

    def __init__(self, test_class, names):
        self.number = os.getpid() % 250
        self.bridge = f"sohoa{os.getpid()}"[:15]
        self.address = f"10.211.{self.number}.1"
        ip("link", "add", self.bridge, "type", "bridge")
        test_class.addClassCleanup(ip, "link", "del", self.bridge)
        ip("addr", "add", f"{self.address}/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        self.lines = {}
        for place, name in enumerate(names):
            self.add(test_class, name, place + 2)

    def add(self, test_class, name, place):
        space, line = self.space(name), f"s{os.getpid()}{name}"[:15]
        ip("netns", "add", space)
        test_class.addClassCleanup(ip, "netns", "del", space)
        ip("link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", space)
        # The kernel takes its time to empty a space that is gone; the next one uses the name again.
        test_class.addClassCleanup(ip, "link", "del", line)
        ip("link", "set", line, "master", self.bridge, "up")
        ip("-n", space, "addr", "add", f"10.211.{self.number}.{place}/24", "dev", "eth0")
        ip("-n", space, "link", "set", "eth0", "up")
        ip("-n", space, "link", "set", "lo", "up")
        self.lines[name] = line

    def space(self, name):
        return f"sohoa{os.getpid()}{name}"

    def on(self, name, command):
        """The command as run on that machine, under a name of its own."""
        return ["ip", "netns", "exec", self.space(name), "unshare", "--uts", "sh", "-c",
                'hostname "$0" && exec "$@"', name, *command]

    def cut(self, name):
        ip("link", "set", self.lines[name], "down")

    def mend(self, name):
        ip("link", "set", self.lines[name], "up")

    def slow(self, name):
        """Late and lossy where the kernel has netem; else narrow, with a short queue that overflows."""
        for kind in (["netem", "delay", "15ms", "5ms", "loss", "1%"],
                     ["tbf", "rate", "4mbit", "burst", "16kbit", "latency", "20ms"]):
            if subprocess.run(["tc", "qdisc", "replace", "dev", self.lines[name], "root", *kind],
                              capture_output=True).returncode == 0:
                return
        raise AssertionError("the kernel slows nothing down")

    def quick(self, name):
        subprocess.run(["tc", "qdisc", "del", "dev", self.lines[name], "root"], capture_output=True)


def skip_unless_possible():
    """Ends the program as skipped where the kernel gives no namespaces."""
    name = f"sohoa{os.getpid()}try"
    try:
        if ip("netns", "add", name, check=False).returncode == 0:
            ip("netns", "del", name)
            return
    except FileNotFoundError:
        pass
    print("no network namespaces here", file=sys.stderr)
    sys.exit(77)
