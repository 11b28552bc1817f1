/* Mailers, milters and queue groups. */
#include "base/mem.h"

#include "diff_rows.h"

#define PROG "Mprog, F=lsD, A=sh -c $u, P="

Test(diff_agents, rows)
{
    static const struct diff_row rows[] = {
        {PROG "/bin/sh\n", PROG "/usr/lib/sm.bin/smrsh\n", "mailer", "prog P=", DIFF_HARDENS},
        {PROG "/usr/lib/smrsh\n", PROG "/bin/sh\n", "mailer", "prog P=", DIFF_WEAKENS},
        {PROG "/bin/sh\n", PROG "/bin/ksh\n", "mailer", "prog P=", DIFF_UNKNOWN},
        {PROG "/bin/sh\n", PROG "/bin/sh, U=root\n", "mailer", "prog U=", DIFF_WEAKENS},
        {PROG "/bin/sh\n", "", "mailer", "prog", DIFF_NEUTRAL},
        {"Mx, P=/x, F=w, A=x\n", "Mx, P=/x, F=w|, A=x\n", "mailer", "x F=|", DIFF_WEAKENS},
        {"Mx, P=/x, F=w, A=x\n", "Mx, P=/x, F=, A=x\n", "mailer", "x F=w", DIFF_WEAKENS},
        {"Mx, P=/x, F=mD, A=x\n", "Mx, P=/x, F=DX, A=x\n", "mailer", "x F=", DIFF_NEUTRAL},
        {"Mx, P=/x, A=x\n", "Mx, P=/x, A=x, M=1000\n", "mailer", "x M=", DIFF_HARDENS},
        {"Mx, P=/x, A=x a\n", "Mx, P=/x, A=x b\n", "mailer", "x A=", DIFF_UNKNOWN},
        {"Xa, S=local:/x\n", "Xa, S=local:/x, F=R\n", "milter", "a F=", DIFF_HARDENS},
        {"Xa, S=local:/x\n", "Xa, S=local:/y\n", "milter", "a S=", DIFF_UNKNOWN},
        {"", "Xa, S=local:/x\n", "milter", "a", DIFF_NEUTRAL},
        {"Qa, P=/q\n", "Qa, P=/r\n", "queue group", "a", DIFF_NEUTRAL},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}
