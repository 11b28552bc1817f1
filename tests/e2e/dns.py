"""A name server for the test hosts, on 127.0.0.53 of each: nothing leaves them.

Reads lines such as those of /etc/hosts (address and name resolve both ways) and

    ptr 198.51.100.66 liar.example     the reverse name alone, or another one
    a liar.example 198.51.100.99       the address alone
    mx example.net 10 mx.example.net
    txt _dmarc.example.net v=DMARC1; p=reject      the rest of the line, case kept
    slow example.com                   answers SERVFAIL: "try again later"
    slow *.bl.example                  for all names below it
    silent *.bl.example                gives no answer at all
"""
import ipaddress
import socket
import struct
import threading

A, PTR, MX, TXT, AAAA = 1, 12, 15, 16, 28
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
ADDRESS = ("127.0.0.53", 53)


class Zone:
    def __init__(self, text):
        self.records, self.broken, self.silent = {}, set(), set()
        for line in text.splitlines():
            words = line.lower().split("#")[0].split()
            if not words:
                continue
            if words[0] == "ptr":
                self.pointer(words[1], words[2], True)
            elif words[0] == "a":
                self.address(words[1], words[2])
            elif words[0] == "mx":
                self.add(words[1], MX, struct.pack("!H", int(words[2])) + wire(words[3]))
            elif words[0] == "txt":
                self.add(words[1], TXT, strings(line.split(None, 2)[2]))
            elif words[0] == "slow":
                self.broken.add(words[1])
            elif words[0] == "silent":
                self.silent.add(words[1])
            else:
                for name in words[1:]:
                    self.address(name, words[0])
                self.pointer(words[0], words[1], False)

    def add(self, name, kind, data):
        self.records.setdefault(name, {}).setdefault(kind, []).append(data)

    def address(self, name, text):
        ip = ipaddress.ip_address(text)
        self.add(name, A if ip.version == 4 else AAAA, ip.packed)

    def pointer(self, text, name, instead):
        reverse = ipaddress.ip_address(text).reverse_pointer
        if instead or reverse not in self.records:
            self.records[reverse] = {PTR: [wire(name)]}

    def answer(self, query):
        number, flags = struct.unpack("!HH", query[:4])
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
            at += 1 + query[at]
        name, question = ".".join(labels), query[12:at + 5]
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        known = self.records.get(name)
        data = [] if known is None else known.get(kind, [])
        wild = {"*." + ".".join(labels[i:]) for i in range(1, len(labels))} | {name}
        if wild & self.silent:
            return None
        code = SERVFAIL if wild & self.broken else NOERROR if known is not None else NXDOMAIN
        head = struct.pack("!HHHHHH", number, 0x8480 | flags & 0x100 | code, 1, len(data), 0, 0)
        return head + question + b"".join(
            b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(d)) + d for d in data)


def wire(name):
    parts = name.split(".") if name != "." else []
    return b"".join(bytes([len(part)]) + part.encode() for part in parts) + b"\0"


def strings(text):
    parts = [text[i:i + 255].encode() for i in range(0, len(text), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts)


def start(text):
    """Answers from a thread of the caller."""
    zone = Zone(text)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.IPPROTO_IP, 15, 1)  # IP_FREEBIND: lo comes up later
    server.bind(ADDRESS)

    def serve():
        while True:
            query, client = server.recvfrom(4096)
            try:
                answer = zone.answer(query)
                if answer is not None:
                    server.sendto(answer, client)
            except (IndexError, struct.error, OSError):
                pass
    threading.Thread(target=serve, daemon=True).start()
