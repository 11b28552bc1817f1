/* The host layouts; see layout.h. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "sys/file.h"
#include "sys/layout.h"

/* Debian: cf/ostype/debian.m4, cf/domain/debian-mta.m4 and debian-msp.m4 of sendmail-cf 8.17.1.9.
 */
const struct layout layout_table[] = {
    {
        .name = "debian",
        .title = "Debian and its derivatives",
        .mark = "/etc/debian_version",
        .ostype = "debian",
        .cf_dir = "/usr/share/sendmail/cf/",
        .mail_dir = "/etc/mail/",
        .sendmail = "/usr/libexec/sendmail/sendmail",
        .makemap = "/usr/libexec/sendmail/makemap",
        .smrsh = "/usr/libexec/sendmail/smrsh",
        .mail_local = "/usr/libexec/sendmail/mail.local",
        .maildrop = "/usr/bin/maildrop",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/mqueue-client",
        .status_file = "/var/lib/sendmail/sendmail.st",
        .msp_status_file = "/var/lib/sendmail/sm-client.st",
        .pid_file = "/var/run/sendmail/mta/sendmail.pid",
        .msp_pid_file = "/var/run/sendmail/msp/sendmail.pid",
        .control_socket = "/var/run/sendmail/mta/smcontrol",
        .dual_stack = "true",
        .trusted_user = "smmta",
        .msp_user = "smmsp",
    },
    {.name = NULL},
};

const struct layout *layout_find(const char *name)
{
    for (const struct layout *l = layout_table; l->name != NULL; l++)
        if (strcmp(l->name, name) == 0)
            return l;
    return NULL;
}

const struct layout *layout_recognise(const char *root)
{
    const struct layout *found = &layout_table[0];
    for (const struct layout *l = layout_table; l->name != NULL; l++) {
        struct str mark = STR_INIT;
        str_addf(&mark, "%s%s", root, l->mark);
        bool here = file_exists(str_text(&mark));
        str_free(&mark);
        if (here) {
            found = l;
            break;
        }
    }
    return found;
}
