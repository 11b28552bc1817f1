"""A mail filter that keeps what sendmail tells it: milter.py SOCKET FILE NAME [MODE]

SOCKET is a path or a port of 127.0.0.1.  Speaks the protocol of libmilter itself, so
that it sees which macros come at which stage.  Each message becomes a JSON line in FILE,
{"name", "macros": {stage: {macro: value}}}, and gets the header "X-Seen-NAME: yes".

MODE is what goes wrong, for a test of time limits:
    slow    RCPT is answered after 20 seconds
    work    at the end of a message it says for 20 seconds that it is still at work
    deaf    it stops reading at the first line of a body
    full    nobody accepts connections, and their queue is full
"""
import json
import os
import pathlib
import signal
import socket
import struct
import sys
import threading
import time

STAGES = {b"C": "connect", b"H": "helo", b"M": "envfrom", b"R": "envrcpt", b"T": "data",
          b"N": "eoh", b"E": "eom"}
ADD_HEADERS = 1
NO_REPLY_BODY = 0x80000
LONG = 20


def listen(where):
    if where.isdigit():
        server = socket.socket(socket.AF_INET)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", int(where)))
    else:
        pathlib.Path(where).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(where).unlink(missing_ok=True)
        server = socket.socket(socket.AF_UNIX)
        server.bind(where)
    server.listen(0 if mode == "full" else 20)
    return server


def fill(where):
    """Connections until one would have to wait."""
    kept = []
    while True:
        client = socket.socket(socket.AF_UNIX)
        client.setblocking(False)
        try:
            client.connect(where)
        except BlockingIOError:
            return kept
        kept.append(client)


class Session:
    def __init__(self, sock):
        self.sock, self.file = sock, sock.makefile("rb")
        self.macros = {}

    def run(self):
        while head := self.file.read(5):
            data = self.file.read(struct.unpack("!I", head[:4])[0] - 1)
            command = head[4:]
            if command == b"Q":
                return
            if command == b"D":
                self.keep(data)
            elif command == b"O":
                self.say(b"O", struct.pack("!III", 6, ADD_HEADERS,
                                            NO_REPLY_BODY if mode == "deaf" else 0))
            elif command != b"A":
                self.answer(command)

    def keep(self, data):
        words = data[1:].decode("latin-1").split("\0")
        stage = STAGES.get(data[:1], data[:1].decode("latin-1"))
        self.macros.setdefault(stage, {}).update(zip(words[::2], words[1::2]))

    def answer(self, command):
        if mode == "slow" and command == b"R":
            time.sleep(LONG)
        if mode == "deaf" and command == b"B":
            time.sleep(LONG)
        if command == b"E":
            for _ in range(LONG * 2 if mode == "work" else 0):
                time.sleep(0.5)
                self.say(b"p")
            self.say(b"h", b"X-Seen-" + name.encode() + b"\0yes\0")
            line = json.dumps({"name": name, "macros": self.macros})
            os.write(out, line.encode() + b"\n")
        self.say(b"c")

    def say(self, command, data=b""):
        self.sock.sendall(struct.pack("!I", 1 + len(data)) + command + data)


def serve(sock):
    try:
        Session(sock).run()
    except OSError:
        pass
    sock.close()


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
where, path, name = sys.argv[1:4]
mode = sys.argv[4] if len(sys.argv) > 4 else ""
out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
listener = listen(where)
held = fill(where) if mode == "full" else []
while True:
    if mode == "full":
        time.sleep(1)
        continue
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
