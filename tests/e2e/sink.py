"""An SMTP server that keeps what it gets: sink.py FILE ADDRESS[@PORT][/STAGE]...

Stands for every next hop of a test.  Each message becomes a JSON line with the
address it came to.  A recipient that starts with "reject" is refused (550), one
that starts with "defer" for the time being (450).

At an address with a STAGE the answer to that command never comes (greeting, EHLO,
MAIL, RCPT, DATA, dot, RSET, QUIT, STARTTLS), or only after two seconds (wait, for
the dot), or nobody answers a connection at all (full).  How long the client waited
becomes a JSON line, too.
"""
import json
import os
import socket
import socketserver
import sys
import threading
import time

lock = threading.Lock()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, address):
        address, _, self.stage = address.partition("/")
        address, _, port = address.partition("@")
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, int(port or 25)), Session)
        if self.stage == "full":
            self.fill(address)

    def fill(self, address):
        """With its queue full the system drops further SYNs, and nobody accepts."""
        self.socket.listen(0)
        self.held = [socket.socket() for _ in range(2)]
        for s in self.held:
            s.setblocking(False)
            s.connect_ex((address, 25))


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def stalls(self, verb):
        """At its stage: nothing is said until the client gives up."""
        if self.server.stage == "wait" and verb == "dot":
            time.sleep(2)
        if self.server.stage != verb:
            return False
        start = time.monotonic()
        note({"at": self.server.server_address[0], "stalls": verb})
        while self.rfile.read(1):
            pass
        note({"at": self.server.server_address[0], "waited": time.monotonic() - start})
        return True

    def handle(self):
        sender, recipients = None, []
        if self.stalls("greeting"):
            return
        self.say("220 sink.example ESMTP")
        while line := self.rfile.readline():
            words = line.decode("latin-1").strip()
            verb = words[:4].upper()
            if self.stalls("STARTTLS" if verb == "STAR" else verb):
                return
            if verb == "EHLO" and self.server.stage == "STARTTLS":
                self.say("250-sink.example")
                self.say("250 STARTTLS")
            elif verb == "DATA":
                self.say("354 go on")
                body = self.body()
                if body is None or self.stalls("dot"):
                    return
                self.keep(sender, recipients, body)
                self.say("250 2.0.0 kept")
                sender, recipients = None, []
            elif verb == "MAIL":
                sender = path(words)
                self.say("250 2.1.0 ok")
            elif verb == "RCPT" and path(words).startswith(("reject", "defer")):
                self.say("550 5.1.1 refused by the sink" if path(words).startswith("reject")
                         else "450 4.2.1 later")
            elif verb == "RCPT":
                recipients.append(path(words))
                self.say("250 2.1.5 ok")
            elif verb == "QUIT":
                self.say("221 2.0.0 bye")
                return
            else:
                self.say("250 sink.example")

    def body(self):
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            return None  # the client has broken off
        return b"".join(lines).decode("latin-1").replace("\r\n", "\n")

    def keep(self, sender, recipients, data):
        note({"at": self.server.server_address[0], "peer": self.client_address[0],
              "port": self.client_address[1], "from": sender, "to": recipients, "data": data})


def note(what):
    with lock:
        os.write(out, json.dumps(what).encode() + b"\n")


def path(words):
    return words.partition("<")[2].partition(">")[0]


out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
servers = [Server(address) for address in sys.argv[2:]]
serving = [server for server in servers if server.stage != "full"]
for server in serving[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
serving[0].serve_forever()
