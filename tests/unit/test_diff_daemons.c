/* DaemonPortOptions and ClientPortOptions. */
#include "base/mem.h"

#include "diff_rows.h"

#define MTA "O DaemonPortOptions=Name=MTA, Port=25"

Test(diff_daemons, rows)
{
    static const struct diff_row rows[] = {
        {MTA "\n", MTA ", Addr=127.0.0.1\n", "daemon", "DaemonPortOptions MTA", DIFF_HARDENS},
        {MTA ", Addr=::1, Family=inet6\n", MTA ", Addr=::, Family=inet6\n", "daemon",
         "DaemonPortOptions MTA", DIFF_WEAKENS},
        {MTA "\n", MTA ", Addr=192.0.2.1\n", "daemon", "DaemonPortOptions MTA", DIFF_HARDENS},
        {MTA ", Addr=192.0.2.1\n", MTA ", Addr=192.0.2.2\n", "daemon", "DaemonPortOptions MTA",
         DIFF_UNKNOWN},
        {MTA "\n", MTA ", M=E\n", "daemon", "DaemonPortOptions MTA M=E", DIFF_HARDENS},
        {MTA ", Modifiers=S\n", MTA "\n", "daemon", "DaemonPortOptions MTA M=S", DIFF_HARDENS},
        {MTA "\n", MTA ", M=u\n", "daemon", "DaemonPortOptions MTA M=u", DIFF_WEAKENS},
        {MTA "\n", MTA "\nO DaemonPortOptions=Name=MSA, Port=587, M=Ea\n", "daemon",
         "DaemonPortOptions MSA", DIFF_WEAKENS},
        {MTA "\n", MTA "\nO DaemonPortOptions=Name=L, Port=26, Addr=127.0.0.1\n", "daemon",
         "DaemonPortOptions L", DIFF_NEUTRAL},
        /* What another daemon has on all addresses, strangers reach anyway. */
        {MTA "\n", MTA "\nO DaemonPortOptions=Name=B, Addr=192.0.2.1\n", "daemon",
         "DaemonPortOptions B", DIFF_NEUTRAL},
        {MTA "\nO DaemonPortOptions=Name=B, Addr=192.0.2.1\n", MTA "\n", "daemon",
         "DaemonPortOptions B", DIFF_NEUTRAL},
        {MTA "\n", MTA "\nO DaemonPortOptions=Name=B, Port=26, Addr=192.0.2.1\n", "daemon",
         "DaemonPortOptions B", DIFF_WEAKENS},
        {MTA ", Addr=192.0.2.2\n",
         MTA ", Addr=192.0.2.2\nO DaemonPortOptions=Name=B, Addr=192.0.2.1\n", "daemon",
         "DaemonPortOptions B", DIFF_WEAKENS},
        {MTA ", Family=inet6\n", MTA ", Family=inet6\nO DaemonPortOptions=Name=B, Addr=192.0.2.1\n",
         "daemon", "DaemonPortOptions B", DIFF_UNKNOWN},
        {"", "O DaemonPortOptions=Addr=127.0.0.1\n", "daemon", "DaemonPortOptions Daemon0",
         DIFF_HARDENS},
        {"O DaemonPortOptions=Port=smtp\n", "", NULL, NULL, 0},
        {MTA ", Family=inet\n", "O DaemonPortOptions=N=MTA, P=smtp\n", NULL, NULL, 0},
        {MTA "\n", MTA ", Listen=20\n", "daemon", "DaemonPortOptions MTA Listen", DIFF_NEUTRAL},
        {"", "O ClientPortOptions=Addr=192.0.2.1\n", "option", "ClientPortOptions", DIFF_NEUTRAL},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}
