"""SMTP servers that differ in their TLS: tls_peer.py FILE FOLDER ADDRESS=KIND...

KIND is "clear" (no STARTTLS), "broken" (offers it and hangs up), or CERT[:WHAT] with
FOLDER/CERT.pem and .key, where WHAT is "old" (TLS 1.1 alone), "weak" (a cipher without
forward secrecy alone), "ask" (wants a certificate of FOLDER/ca.pem) or nothing.
Each message becomes a JSON line: where it came to, and how (TLS version, the client's name).
"""
import json
import os
import socket
import socketserver
import ssl
import sys
import threading
import warnings


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address, kind):
        super().__init__((address, 25), Session)
        self.kind, self.context = kind, None
        if kind not in ("clear", "broken"):
            cert, _, what = kind.partition(":")
            self.context = context(f"{folder}/{cert}", what)


def context(pair, what):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(f"{pair}.pem", f"{pair}.key")
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if what == "old":
        made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1_1
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
    elif what == "weak":
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        made.set_ciphers("AES128-SHA:@SECLEVEL=0")
    elif what == "ask":
        made.load_verify_locations(f"{folder}/ca.pem")
        made.verify_mode = ssl.CERT_OPTIONAL
    return made


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.talk()
        except (OSError, ValueError) as error:
            keep({"at": self.server.server_address[0], "trouble": str(error)})

    def talk(self):
        self.version = self.shown = None
        self.say("220 peer.example ESMTP")
        while line := self.rfile.readline():
            words = line.decode("latin-1").strip()
            verb = words[:4].upper()
            if verb == "EHLO" and self.server.kind != "clear" and not self.version:
                self.say("250-peer.example\r\n250 STARTTLS")
            elif verb == "STAR" and self.server.kind == "broken":
                self.say("220 go on")
                return
            elif verb == "STAR":
                self.say("220 go on")
                self.start_tls()
            elif verb == "DATA":
                self.say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n")).decode("latin-1")
                subject = body.partition("Subject: ")[2].split("\r\n")[0]
                keep({"at": self.server.server_address[0], "subject": subject,
                      "tls": self.version, "client": self.shown})
                self.say("250 2.0.0 kept")
            elif verb == "QUIT":
                self.say("221 2.0.0 bye")
                return
            else:
                self.say("250 2.1.0 ok")

    def start_tls(self):
        plain = self.connection
        self.connection = self.server.context.wrap_socket(plain, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)
        self.version = self.connection.version()
        names = dict(pair[0] for pair in (self.connection.getpeercert() or {}).get("subject", ()))
        self.shown = names.get("commonName")


def keep(what):
    os.write(out, json.dumps(what).encode() + b"\n")


warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1, which is meant
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
folder = sys.argv[2]
servers = [Server(*argument.split("=")) for argument in sys.argv[3:]]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
