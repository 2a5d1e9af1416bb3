"""A line between a client and a server that breaks at given places."""

import contextlib
import socket
import struct
import threading


def break_off(connection):
    """As a cable that is pulled: no goodbye, what is on its way is lost."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


class Line:
    """Listens on `port` and carries bytes both ways to `server`, a (host, port) or None while nobody
    is there. `marks` are (bytes carried so far in both directions, event), in ascending order; at
    each mark the byte that reaches it is not carried, all connections break and `on_mark` is told,
    before anything is carried again."""

    def __init__(self, marks, on_mark):
        self.server = None
        self.marks, self.on_mark = list(marks), on_mark
        self.carried = 0
        self.lock = threading.RLock()
        self.connections = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def close(self):
        self.listener.close()
        self.cut()

    def cut(self):
        with self.lock:
            for connection in self.connections:
                break_off(connection)
            self.connections.clear()

    def listen(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:  # closed
                return
            try:
                far = socket.create_connection(self.server, timeout=10) if self.server else None
            except OSError:
                far = None
            if far is None:
                break_off(near)
                continue
            far.settimeout(None)
            with self.lock:
                self.connections |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        with contextlib.suppress(OSError):
            while piece := source.recv(1 << 14):
                self.forward(piece, sink)
            sink.shutdown(socket.SHUT_WR)
            return
        for connection in (source, sink):
            with self.lock:
                self.connections.discard(connection)
            break_off(connection)

    def forward(self, piece, sink):
        with self.lock:
            event = None
            if self.marks and self.carried + len(piece) >= self.marks[0][0]:
                place, event = self.marks.pop(0)
                piece = piece[:max(0, place - self.carried)]
            self.carried += len(piece)
        with contextlib.suppress(OSError):
            sink.sendall(piece)
        if event is None:
            return
        with self.lock:
            self.cut()
            self.on_mark(event)
        raise OSError("the line is broken")
