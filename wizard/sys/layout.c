/* The host layouts; see layout.h. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "sys/file.h"
#include "sys/layout.h"

static bool has_mark(const struct layout *layout, const char *root);

const struct layout layout_table[] = {
    /* cf/ostype/debian.m4, cf/domain/debian-mta.m4 and debian-msp.m4 of sendmail-cf 8.17.1.9;
     * owners and modes from share/sendmail/update_sys; libsasl2's own search path. */
    {
        .name = "debian",
        .title = "Debian and its derivatives",
        .marks = {"/etc/debian_version"},
        .ostype = "debian",
        .cf_dir = "/usr/share/sendmail/cf/",
        .mail_dir = "/etc/mail/",
        .mc_file = "sendmail.mc",
        .submit_mc_file = "submit.mc",
        .sendmail = "/usr/libexec/sendmail/sendmail",
        .makemap = "/usr/libexec/sendmail/makemap",
        .smrsh = "/usr/libexec/sendmail/smrsh",
        .smrsh_dir = "/etc/mail/smrsh",
        .mail_local = "/usr/libexec/sendmail/mail.local",
        .maildrop = "/usr/bin/maildrop",
        .local_feature = "",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/mqueue-client",
        .status_file = "/var/lib/sendmail/sendmail.st",
        .msp_status_file = "/var/lib/sendmail/sm-client.st",
        .pid_file = "/var/run/sendmail/mta/sendmail.pid",
        .msp_pid_file = "/var/run/sendmail/msp/sendmail.pid",
        .control_socket = "/var/run/sendmail/mta/smcontrol",
        .sasl_dir = "/etc/sasl2/",
        .dual_stack = "true",
        .trusted_user = "smmta",
        .msp_user = "smmsp",
        .config = {"root", "smmsp", 0644},
        .table = {"smmta", "smmsp", 0640},
        .secret = {"smmta", "smmsp", 0600},
        .queue = {"smmta", "smmsp", 02750},
        .msp_queue = {"smmsp", "smmsp", 02770},
        .reload = {"/usr/sbin/service", "sendmail", "reload"},
        .start = {"/usr/sbin/service", "sendmail", "start"},
        .sendmail_package = "sendmail-bin",
        .cf_package = "sendmail-cf",
    },
    /* sendmail.spec, sendmail-redhat.mc, sendmail.service and sm-client.service of Fedora,
     * as RHEL and its rebuilds have them; smrsh is in sbin (smrsh_paths.patch). */
    {
        .name = "redhat",
        .title = "Fedora, RHEL and its rebuilds",
        .marks = {"/etc/redhat-release", "/etc/fedora-release", "/etc/system-release"},
        .ostype = "linux",
        .cf_dir = "/usr/share/sendmail-cf/",
        .mail_dir = "/etc/mail/",
        .mc_file = "sendmail.mc",
        .submit_mc_file = "submit.mc",
        .sendmail = "/usr/sbin/sendmail.sendmail",
        .makemap = "/usr/sbin/makemap",
        .smrsh = "/usr/sbin/smrsh",
        .smrsh_dir = "/etc/smrsh",
        /* The package has none; this is where the ostype looks for it. */
        .mail_local = "/usr/sbin/mail.local",
        .maildrop = "/usr/bin/maildrop",
        .local_feature = "",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/clientmqueue",
        .status_file = "/var/log/mail/statistics",
        .msp_status_file = "/var/spool/clientmqueue/sm-client.st",
        .pid_file = "/run/sendmail.pid",
        .msp_pid_file = "/run/sm-client.pid",
        .control_socket = "",
        .sasl_dir = "/etc/sasl2/",
        .dual_stack = "true",
        .trusted_user = "smmsp",
        .msp_user = "smmsp",
        .config = {"root", "root", 0644},
        .table = {"root", "root", 0640},
        .secret = {"root", "root", 0600},
        .queue = {"root", "mail", 0700},
        .msp_queue = {"smmsp", "smmsp", 0770},
        /* Not every release's unit can reload. */
        .reload = {"/usr/bin/systemctl", "reload-or-restart", "sendmail"},
        .start = {"/usr/bin/systemctl", "restart", "sendmail"},
        .sendmail_package = "sendmail",
        .cf_package = "sendmail-cf",
    },
    /* etc/mail/Makefile (HOST.mc, 0640 for tables, restart), etc/sendmail/freebsd.mc (ostype,
     * local_lmtp), usr.sbin/sendmail/Makefile, etc/mtree/BSD.sendmail.dist of FreeBSD;
     * SASL comes from a port. */
    {
        .name = "freebsd",
        .title = "FreeBSD",
        .marks = {"/bin/freebsd-version", "/etc/freebsd-update.conf"},
        .ostype = "freebsd6",
        .cf_dir = "/usr/share/sendmail/cf/",
        .mail_dir = "/etc/mail/",
        .mc_file = "%.mc",
        .submit_mc_file = "%.submit.mc",
        .sendmail = "/usr/libexec/sendmail/sendmail",
        .makemap = "/usr/sbin/makemap",
        .smrsh = "/usr/libexec/smrsh",
        .smrsh_dir = "/usr/libexec/sm.bin",
        .mail_local = "/usr/libexec/mail.local",
        .maildrop = "/usr/local/bin/maildrop",
        .local_feature = "local_lmtp",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/clientmqueue",
        .status_file = "/var/log/sendmail.st",
        .msp_status_file = "/var/spool/clientmqueue/sm-client.st",
        .pid_file = "/var/run/sendmail.pid",
        .msp_pid_file = "/var/spool/clientmqueue/sm-client.pid",
        .control_socket = "",
        .sasl_dir = "/usr/local/lib/sasl2/",
        .dual_stack = "false",
        .trusted_user = "root",
        .msp_user = "smmsp",
        .config = {"root", "wheel", 0644},
        .table = {"root", "wheel", 0640},
        .secret = {"root", "wheel", 0600},
        .queue = {"root", "wheel", 0700},
        .msp_queue = {"smmsp", "smmsp", 0770},
        .reload = {"/usr/bin/make", "-C", "/etc/mail", "restart"},
        .start = {"/usr/bin/make", "-C", "/etc/mail", "start"},
        .sendmail_package = "sendmail",
        .cf_package = "sendmail",
    },
    /* sendmail.SlackBuild, sendmail-cf.SlackBuild and sendmail-slackware.mc. */
    {
        .name = "slackware",
        .title = "Slackware",
        .marks = {"/etc/slackware-version"},
        .ostype = "linux",
        .cf_dir = "/usr/share/sendmail/cf/",
        .mail_dir = "/etc/mail/",
        .mc_file = "sendmail.mc",
        .submit_mc_file = "submit.mc",
        .sendmail = "/usr/sbin/sendmail",
        .makemap = "/usr/sbin/makemap",
        .smrsh = "/usr/sbin/smrsh",
        .smrsh_dir = "/usr/adm/sm.bin",
        .mail_local = "/usr/sbin/mail.local",
        .maildrop = "/usr/bin/maildrop",
        .local_feature = "",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/clientmqueue",
        .status_file = "/etc/mail/statistics",
        .msp_status_file = "/var/spool/clientmqueue/sm-client.st",
        .pid_file = "/var/run/sendmail.pid",
        .msp_pid_file = "/var/spool/clientmqueue/sm-client.pid",
        .control_socket = "",
        .sasl_dir = "/etc/sasl2/",
        .dual_stack = "true",
        .trusted_user = "root",
        .msp_user = "smmsp",
        .config = {"root", "root", 0644},
        .table = {"root", "root", 0640},
        .secret = {"root", "root", 0600},
        .queue = {"root", "root", 0700},
        .msp_queue = {"smmsp", "smmsp", 0770},
        .reload = {"/bin/sh", "/etc/rc.d/rc.sendmail", "restart"},
        .start = {"/bin/sh", "/etc/rc.d/rc.sendmail", "start"},
        .sendmail_package = "sendmail",
        .cf_package = "sendmail-cf",
    },
    /* What `make install` of sendmail itself does on Linux: devtools/OS/Linux, INSTALL,
     * sendmail/SECURITY.  It installs no macros; this is where most systems put them. */
    {
        .name = "generic",
        .title = "as sendmail's own `make install` does; taken where none is recognised",
        .ostype = "linux",
        .cf_dir = "/usr/share/sendmail/cf/",
        .mail_dir = "/etc/mail/",
        .mc_file = "sendmail.mc",
        .submit_mc_file = "submit.mc",
        .sendmail = "/usr/sbin/sendmail",
        .makemap = "/usr/sbin/makemap",
        .smrsh = "/usr/sbin/smrsh",
        .smrsh_dir = "/usr/adm/sm.bin",
        .mail_local = "/usr/sbin/mail.local",
        .maildrop = "/usr/local/bin/maildrop",
        .local_feature = "",
        .map_type = "hash",
        .queue_dir = "/var/spool/mqueue",
        .msp_queue_dir = "/var/spool/clientmqueue",
        .status_file = "/etc/mail/statistics",
        .msp_status_file = "/var/spool/clientmqueue/sm-client.st",
        .pid_file = "/var/run/sendmail.pid",
        .msp_pid_file = "/var/spool/clientmqueue/sm-client.pid",
        .control_socket = "",
        .sasl_dir = "/usr/lib/sasl2/",
        .dual_stack = "true",
        .trusted_user = "root",
        .msp_user = "smmsp",
        .config = {"root", "root", 0644},
        .table = {"root", "root", 0640},
        .secret = {"root", "root", 0600},
        .queue = {"root", "root", 0700},
        .msp_queue = {"smmsp", "smmsp", 0770},
        /* As INSTALL starts it; the interval is that of most systems. */
        .start = {"/usr/sbin/sendmail", "-bd", "-q15m"},
        .sendmail_package = "sendmail",
        .cf_package = "sendmail-cf",
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

const struct layout *layout_recognise(const char *root, bool *known)
{
    const struct layout *l = layout_table;
    while (l[1].name != NULL && !has_mark(l, root))
        l++;
    if (known != NULL)
        *known = has_mark(l, root);
    return l;
}

static bool has_mark(const struct layout *layout, const char *root)
{
    bool here = false;
    for (size_t i = 0; i < LAYOUT_MARKS && layout->marks[i] != NULL && !here; i++) {
        struct str mark = STR_INIT;
        str_addf(&mark, "%s%s", root, layout->marks[i]);
        here = file_exists(str_text(&mark));
        str_free(&mark);
    }
    return here;
}
