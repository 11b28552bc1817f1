"""An SMTP server that keeps what it gets: sink.py FILE ADDRESS[@PORT]...

Stands for every next hop of a test.  Each message becomes a JSON line with the
address it came to.  A recipient that starts with "reject" is refused (550), one
that starts with "defer" for the time being (450).
"""
import json
import os
import socket
import socketserver
import sys
import threading

lock = threading.Lock()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, address):
        address, _, port = address.partition("@")
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, int(port or 25)), Session)


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        sender, recipients = None, []
        self.say("220 sink.example ESMTP")
        while line := self.rfile.readline():
            words = line.decode("latin-1").strip()
            verb = words[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.keep(sender, recipients, self.body())
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
        return b"".join(lines).decode("latin-1").replace("\r\n", "\n")

    def keep(self, sender, recipients, data):
        message = {"at": self.server.server_address[0], "peer": self.client_address[0],
                   "from": sender, "to": recipients, "data": data}
        with lock:
            os.write(out, json.dumps(message).encode() + b"\n")


def path(words):
    return words.partition("<")[2].partition(">")[0]


out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
servers = [Server(address) for address in sys.argv[2:]]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
