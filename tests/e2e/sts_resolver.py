"""A resolver of MTA-STS policies, as sendmail asks it (socketmap): sts_resolver.py PORT DOMAIN...

Each DOMAIN has a policy that demands a verified server of its own name; others have none.
"""
import socketserver
import sys

DOMAINS = sys.argv[2:]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        while length := b"".join(iter(lambda: self.rfile.read(1), b":") if self.rfile.peek(1) else []):
            _, _, domain = self.rfile.read(int(length)).decode().partition(" ")
            self.rfile.read(1)
            answer = "NOTFOUND "
            if domain in DOMAINS:
                answer = f"OK secure match={domain} servername=hostname"
            self.wfile.write(f"{len(answer)}:{answer},".encode())


socketserver.ThreadingTCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Session) as server:
    server.daemon_threads = True
    server.serve_forever()
