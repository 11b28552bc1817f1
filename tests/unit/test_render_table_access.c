/* Lines of the access table. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "table_rows.h"

static const struct table_row rows[] = {
    {"Connect:192.0.2.1\tREJECT", 0, NULL},
    {"connect:192.0.2 reject", 0, NULL},
    {"Connect:10\tDISCARD", 0, NULL},
    {"Connect:bad.example \t OK ", 0, NULL},
    {"Connect:example\tSKIP", 0, NULL},
    {"Connect:IPv6:2001:db8:0:1\tREJECT", 0, NULL},
    {"IPv6:2001:db8\tREJECT", 0, NULL},
    {"Connect:x_y.example\tREJECT", 0, NULL},
    {"bad.example\tREJECT", 0, NULL},
    {"192.0.2.1\tERROR:5.7.1:\"550 no\"", 0, NULL},
    {"From:a@bad.example\tERROR:550 no", 0, NULL},
    {"From:a.b+c@\tERROR:4.2.1:450 later", 0, NULL},
    {"From:bad.example\t550 go away", 0, NULL},
    {"From:bad.example\tQUARANTINE:because of (it) \"<x>\"", 18, "no value"},
    {"From:bad.example\tQUARANTINE:because \"of <x>\"", 0, NULL},
    {"To:joe@example.org\tERROR:5.1.1:\"550 100%% no, (not) <you>\"", 0, NULL},
    {"Spam:joe@\tFRIEND", 0, NULL},
    {"GreetPause:\t5000", 0, NULL},
    {"ClientRate:192.0.2\t0", 0, NULL},
    {"ClientConn:\t10", 0, NULL},
    {"Srv_Features:\tv h c", 0, NULL},
    {"Srv_Features:192.0.2.1\tg2 u2", 0, NULL},
    {"TLS_Srv:mx.example.net\tENCR:128", 0, NULL},
    {"TLS_Srv:[192.0.2.1]\tVERIFY:112", 0, NULL},
    {"TLS_Clt:\tPERM+VERIFY", 0, NULL},
    {"TLS_Rcpt:a@example.net\tVERIFY+CN:mx.example.net", 0, NULL},
    {"TLS_Srv_Features:\tCipherList=HIGH; Options=x", 0, NULL},
    {"Try_TLS:old.example\tNO", 0, NULL},

    {"Conect:192.0.2.1\tREJECT", 1, "did you mean \"Connect:\"?"},
    {"Zzzzzzzzz:192.0.2.1\tREJECT", 1, "is no tag"},
    {"AuthInfo:mx.example.net\t\"U:x\"", 1, "outbound.auth_file"},
    {"CERTIssuer:/CN=x\tRELAY", 1, "relay.networks"},
    {"Connect: 192.0.2.1\tREJECT", 9, "no blank follow the tag"},
    {"ClientRate: 192.0.2.1\t10", 13, "no number"},
    {"Connect:192.0.2.0/24\tREJECT", 9, "write 192.0.2"},
    {"Connect:192.0.2.0/25\tREJECT", 9, "access.deny_clients"},
    {"Connect:IPv6:2001:db8::/32\tREJECT", 9, "write IPv6:2001:db8"},
    {"Connect:IPv6:2001:db8::1\tREJECT", 9, "without ::"},
    {"Connect:IPv6:2001:0db8\tREJECT", 9, "leading zeros"},
    {"Connect:2001:db8\tREJECT", 9, "no key"},
    {"Connect:192.0.2.\tREJECT", 9, "no key"},
    {"Connect:192.0.02.1\tREJECT", 9, "no key"},
    {"Connect:256.1\tREJECT", 9, "no key"},
    {"Connect:.example.org\tREJECT", 9, "no key"},
    {"From:a%b@example.org\tREJECT", 6, "no key"},
    {"Connect:192.0.2.1\tRELAY", 19, "who may relay stands in the profile"},
    {"To:example.org\trelay", 16, "who may relay stands in the profile"},
    {"example.org\tRELAY", 13, "who may relay stands in the profile"},
    {"From:a@b.example\tSKIP", 18, "write OK"},
    {"Connect:127\tREJECT", 1, "loopback"},
    {"127.0.0.1\tDISCARD", 1, "loopback"},
    {"Connect:IPv6:0:0:0:0:0:0:0:1\tREJECT", 1, "loopback"},
    {"Connect:127.0.0.1\tOK", 0, NULL},
    {"From:127.example\tREJECT", 0, NULL},
    {"Connect:192.0.2.1\tREFUSE", 19, "no value"},
    {"Connect:192.0.2.1\tOK> <RELAY", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:550 x> <RELAY", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:no code", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:5.7:550 x", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:5.7.1 550 x", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:5.x.1:550 x", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:5.7.1:\"550 x", 19, "no value"},
    {"Connect:192.0.2.1\tERROR:5.7.1:\"550 50%% x\"", 38, "four times"},
    {"Connect:192.0.2.1\tERROR:5.7.1:\"550 50%%%% x\"", 0, NULL},
    {"From:a@\tERROR:5.7.1:\"550 50% x\"", 28, "stands alone"},
    {"Spam:joe@\tMAYBE", 11, "FRIEND or HATER"},
    {"GreetPause:\tsoon", 13, "end with a number"},
    {"ClientRate:\t1234567890", 13, "no number"},
    {"Srv_Features:\tv, h", 16, "no features"},
    {"Srv_Features:\tv G", 17, "smuggling"},
    {"Srv_Features:\t1", 15, "no features"},
    {"TLS_Srv:x.example\t<VERIFY>", 19, "no demand on TLS"},
    {"TLS_Srv:x.example\tRELAYENCR:1", 19, "no demand on TLS"},
    {"TLS_Srv_Features:\tRELAY", 19, "name=value"},
    {"Try_TLS:x.example\tYES", 19, "expected NO"},
};

Test(render_table_access, lines)
{
    const struct table_reader start = {.kind = TABLE_ACCESS};
    table_rows_check(&start, rows, ARRAY_LEN(rows));
}

Test(render_table_access, long_quoted_word)
{
    const struct table_reader start = {.kind = TABLE_ACCESS};
    struct str line = STR_INIT;
    str_add(&line, "From:a@\tERROR:5.7.1:\"550 ");
    for (int i = 0; i < 255 - 6; i++)
        str_addch(&line, 'x');
    struct str longer = STR_INIT;
    str_addf(&longer, "%sx\"", str_text(&line));
    str_add(&line, "\"");
    const struct table_row two[] = {{str_text(&line), 0, NULL}, {str_text(&longer), 9, "no value"}};
    table_rows_check(&start, two, ARRAY_LEN(two));
    str_free(&line);
    str_free(&longer);
}
