/* Settings: the host itself and what it is for. */
#include "model/setting_rows.h"

/*
 * cf/ostype of sendmail 8.18, and debian of Debian's packages; without those that m4 stops
 * or complains at (bsdi1.0, bsdi2.0, unknown, uxpds).
 */
static const char *const ostypes[] = {
    "layout",     "a-ux",        "aix3",          "aix4",     "aix5",     "altos",
    "amdahl-uts", "bsd4.3",      "bsd4.4",        "bsdi",     "darwin",   "debian",
    "dgux",       "domainos",    "dragonfly",     "dynix3.2", "freebsd4", "freebsd5",
    "freebsd6",   "gnu",         "hpux10",        "hpux11",   "hpux9",    "irix4",
    "irix5",      "irix6",       "isc4.1",        "linux",    "maxion",   "mklinux",
    "mpeix",      "nextstep",    "openbsd",       "osf1",     "powerux",  "ptx2",
    "qnx",        "riscos4.5",   "sco-uw-2.1",    "sco3.2",   "sinix",    "solaris11",
    "solaris2",   "solaris2.ml", "solaris2.pre5", "solaris8", "sunos3.5", "sunos4.1",
    "svr4",       "ultrix4",     "unicos",        "unicosmk", "unicosmp", "unixware7",
    NULL};

const struct setting setting_rows_host[] = {
    {.path = "host.name",
     .type = TYPE_HOST,
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "confDOMAIN_NAME ($j)",
     .prompt = "Full name of this mail host",
     .help = "The name that this host gives in HELO, in its greeting, in Received: and in its own "
             "addresses. It should resolve to this host's address, and that address back to it.",
     .why = "The host's own name, so that it does not depend on what the system calls itself.",
     .source = "cf/README confDOMAIN_NAME; RFC 5321 4.1.4"},
    {.path = "host.domains",
     .type = TYPE_HOST,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "FEATURE(`use_cw_file'), local-host-names",
     .prompt = "Mail domains of this site, apart from the host's name",
     .help =
         "The domains whose mailboxes are this site's own, such as example.org. The host's name "
         "is always one of them.",
     .why =
         "The site's own domains stand in a file, so that one is added without a new sendmail.cf.",
     .source = "cf/README use_cw_file"},
    {.path = "host.ipv6",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.10",
     .becomes = "DAEMON_OPTIONS Family=inet6",
     .prompt = "Listen on IPv6 as well?",
     .help =
         "Only where the system has IPv6: without it, sendmail could not open its port and would "
         "not start. Over IPv4 alone every site can still deliver.",
     .why = "A daemon that cannot open its port accepts no mail at all.",
     .source = "op.me DaemonPortOptions"},
    {.path = "host.listen",
     .type = TYPE_IP,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.10",
     .becomes = "DAEMON_OPTIONS Addr",
     .prompt = "Addresses of this host to listen on, if not on all of them",
     .help = "For a host with several: where other hosts connect, and users who log in, unless "
             "submission.listen names others for these. Port 25 of loopback, for programs on this "
             "host, is always there. sendmail does not start while an address is missing, such as "
             "one that comes and goes.",
     .why = "An address that is set up later is listened on without a new sendmail.cf.",
     .source = "op.me DaemonPortOptions"},
    {.path = "host.description",
     .type = TYPE_TEXT,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "confSMTP_LOGIN_MSG",
     .prompt = "Text to show in the SMTP greeting, after the host's name",
     .help = "For example whom to ask: \"Questions? postmaster@example.org\". Nothing by default.",
     .why = "A text of the site's own after the host name in the greeting.",
     .source = "op.me SmtpGreetingMessage"},
    {.path = "host.ostype",
     .type = TYPE_CHOICE,
     .choices = ostypes,
     .fallback = "\"layout\"",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "OSTYPE",
     .prompt = "Operating system, as sendmail-cf calls it (OSTYPE)",
     .help = "layout: the one of --layout. Another one only changes what nothing else here says: "
             "programs, flags and folders that sendmail-cf takes for that system.",
     .why = "The layout knows where its system keeps things.",
     .source = "cf/README OSTYPE"},
    {.path = NULL},
};

const struct setting setting_rows_roles[] = {
    {.path = "roles.local",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "MAILER(`local') and the mailboxes, or MAIL_HUB",
     .prompt = "Deliver mail into mailboxes on this host?",
     .help =
         "Users of this host read their mail here. If not, mail for the site's own domains goes "
         "to local.hub, or with everything else to outbound.smart_host.",
     .why = "What is not needed is not done.",
     .source = "JPCERT-ED-2001-0001 I (1)"},
    {.path = "roles.outbound",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "the ruleset Refuse_world when it is off",
     .prompt = "Send this site's mail to the world?",
     .help = "Mail from this host goes to other sites, by their MX records or through "
             "outbound.smart_host. If not, it is refused, even from programs on this host.",
     .why = "What is not needed is not done.",
     .source = "JPCERT-ED-2001-0001 I (2)"},
    {.path = "roles.inbound",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "DAEMON_OPTIONS; the ruleset Local_check_rcpt",
     .prompt = "Accept mail from the world for this site's domains?",
     .help = "Other sites deliver to this host. If not, it accepts mail only from itself, and from "
             "the clients of the role relay.",
     .why = "What is not needed is not done.",
     .source = "JPCERT-ED-2001-0001 I (3)"},
    {.path = "roles.relay",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.9",
     .becomes = "access: Connect: and To: entries",
     .prompt = "Pass mail on for other hosts or domains?",
     .help =
         "Hosts in relay.networks and relay.hosts may send anywhere through this host, and mail "
         "for relay.domains is passed on. Everybody else is refused.",
     .why = "An open relay is used by strangers within hours; nothing is relayed unless listed.",
     .source = "JPCERT-ED-2001-0001 I (4), III.B"},
    {.path = NULL},
};
