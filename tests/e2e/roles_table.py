"""The decisions that roles.sh saw, as a Markdown table: roles_table.py RESULTS"""
import collections
import json
import sys

DESTINATIONS = ["own", "own-unknown", "relayed", "world", "forward-listed", "forward-world",
                "notice"]
CLIENTS = ["submission", "loopback", "inside", "outside", "forged", "denied"]

cells = collections.defaultdict(set)
tries = collections.Counter()
passes, policy = [], {}
with open(sys.argv[1], encoding="utf-8") as rows:
    for row in map(json.loads, rows):
        roles, _, way = row["pass"].partition("/")
        name = roles if way in ("direct", "smart") else f"{roles} ({way})"
        if name not in passes:
            passes.append(name)
        key = name, row["client"], row["destination"]
        seen = {"-"} if row["policy"] == "-" and row["client"] != "denied" else set(row["seen"])
        cells[key] |= seen
        tries[key] += row["tries"]
        policy[key] = row["policy"]

print(f"{sum(tries.values())} messages in real SMTP; bold where the policy says otherwise.\n")
print("| roles | from | " + " | ".join(DESTINATIONS) + " |")
print("|---" * (len(DESTINATIONS) + 2) + "|")
for name in passes:
    for client in CLIENTS:
        line = [name if client == CLIENTS[0] else "", client]
        for destination in DESTINATIONS:
            key = name, client, destination
            if key not in cells:
                line.append("")
                continue
            text = ", ".join(sorted(cells[key]))
            line.append(text if text == policy[key] else f"**{text}** ({policy[key]})")
        print("| " + " | ".join(line) + " |")
