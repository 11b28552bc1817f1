"""See live.sh."""
import sys
import time

from debian import ADDRESS, Debian, eventually_in_force, in_force, profile
from e2e import Host, ok
from load import Load

mta, world = Debian(), Host("world")
import subprocess
def swap(n):
    p=profile(n)
    r=mta.run(["sh","-c",f"rm -rf /root/r; env -u MCWIZARD_TOOLS /work/wt/live/build/gcc/mcwizard render -p {p} -o /root/r && cp /root/r/* /etc/mail/ && cd /etc/mail && for m in access mailertable; do [ ! -f $m ] || /usr/sbin/makemap hash $m <$m; done; newaliases"])
    if r.returncode: print(r)
swap(1)
print(mta.service("start"))
print(in_force(world, 1))
print(mta.daemons())
load = Load(world, mta, ADDRESS, ["alice@example.org", "sales@example.org", "x@far.example"])
time.sleep(5)
print(load.take())
for i in range(20):
    t=time.time()
    swap(i+2)
    r=mta.service("reload")
    print(i,time.time()-t, in_force(world,i+2), r.stdout)
print(load.take())
load.end()
print(load.settle())
got = load.arrived()
print(len(got), len(load.accepted), load.refused[:5])
