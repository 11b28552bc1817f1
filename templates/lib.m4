m4_changequote(«,»)m4_changecom()m4_divert(-1)
The macro library of the templates, and the shape that every fragment has.

The templates are expanded with m4 -P, so that builtins carry the m4_ prefix, and
with the quotes « », which no .mc uses.  mcwizard feeds this file, then one
definition per setting ("setting PATH", written by render/values.c), then the
fragments.  A fragment holds all that one concern puts into a .mc; mc_section says
where each line goes, and the sections come out in the order that cf/README asks
for: VERSIONID, OSTYPE, FEATURE, definitions, MAILER, LOCAL_CONFIG, LOCAL_RULE_0,
LOCAL_RULESETS.

m4_define(«mc_get», «m4_indir(«setting $1»)»)
m4_define(«mc_layout», «m4_indir(«layout $1»)»)

mc_ostype: the one of the layout, unless the profile names another.
m4_define(«mc_ostype», «m4_ifelse(mc_get(host.ostype), «layout», «mc_layout(ostype)», «mc_get(host.ostype)»)»)

mc_on(PATH, THEN [, ELSE]): THEN if the setting is true or not empty.
m4_define(«mc_on», «m4_ifelse(mc_get(«$1»), «true», «$2»,
	mc_get(«$1»), «false», «$3», mc_get(«$1»), «», «$3», «$2»)»)
mc_is(PATH, VALUE, THEN [, ELSE])
m4_define(«mc_is», «m4_ifelse(mc_get(«$1»), «$2», «$3», «$4»)»)

mc_since(VERSION, THEN [, ELSE]): THEN if the sendmail that this is for has at least that
version, written as 8.16.1.
m4_define(«mc_since», «m4_ifelse(m4_eval(mc_version_number >= mc_version_of(m4_translit(«$1», «.», «,»))), «1», «$2», «$3»)»)
m4_define(«mc_version_of», «m4_eval($1 * 1000000 + $2 * 10000 + m4_ifelse(«$3», «», «0», «$3») * 100 + m4_ifelse(«$4», «», «0», «$4»))»)
mc_has(PATH, THEN [, ELSE]): THEN if that sendmail has the setting, whatever its value.
m4_define(«mc_has», «m4_ifdef(«lacks $1», «$3», «$2»)»)
mc_built(FLAG, THEN [, ELSE]): THEN if it is built with that flag, or nobody knows.
m4_define(«mc_built», «m4_ifelse(mc_build_known, «true», «m4_ifdef(«build $1», «$2», «$3»)», «$2»)»)

m4_define(«mc_number_feature», «1»)
m4_define(«mc_number_define», «2»)
m4_define(«mc_number_daemon», «3»)
m4_define(«mc_number_mailer», «4»)
m4_define(«mc_number_config», «5»)
m4_define(«mc_number_rule0», «6»)
m4_define(«mc_number_rulesets», «7»)
m4_define(«mc_number_tls_client», «8»)
mc_section(NAME): what follows goes into that part of the .mc.
m4_define(«mc_section», «m4_divert(m4_indir(«mc_number_$1»))m4_dnl»)
mc_none: what follows is dropped (the text between a fragment's pieces).
m4_define(«mc_none», «m4_divert(-1)»)
mc_flush(NAME): puts that section here.
m4_define(«mc_flush», «m4_undivert(m4_indir(«mc_number_$1»))»)

mc_daemon(PATH, NAME, OPTIONS): listens on the addresses of that setting, or on all addresses, with a
socket for each family, or on a system whose sockets of IPv6 take IPv4, too, with one (host.ipv6).
m4_define(«mc_daemon», «mc_on(«$1», «mc_daemons(«$2», «$3», «1», m4_translit(mc_get(«$1»), « », «,»))», «m4_ifelse(mc_one_socket, «true-true», «DAEMON_OPTIONS(`Name=$2, Family=inet6, $3')dnl
», «DAEMON_OPTIONS(`Name=$2, Family=inet, $3')dnl
mc_on(«host.ipv6», «DAEMON_OPTIONS(`Name=$2-v6, Family=inet6, $3')dnl
»)»)»)»)
mc_daemons(NAME, OPTIONS, NUMBER OF THE FIRST, ADDRESS...)
m4_define(«mc_daemons», «m4_ifelse(«$4», «», «», «DAEMON_OPTIONS(`Name=$1-$3, Family=m4_ifelse(m4_index(«$4», «:»), «-1», «inet», «inet6»), Addr=$4, $2')dnl
mc_daemons(«$1», «$2», m4_incr($3), m4_shift(m4_shift(m4_shift(m4_shift($@)))))»)»)
m4_define(«mc_one_socket», «mc_get(host.ipv6)-mc_layout(dual_stack)»)

mc_option(PATH, CONF, VALUE, REASON): one plain option with its reason.
m4_define(«mc_option», «dnl # $4 ($1)
define(`$2', `«$3»')dnl
»)

mc_cf_text(PATH): a text as a .mc takes it into a sendmail.cf, quotes and all.
m4_define(«mc_cf_text», «m4_indir(«text $1»)»)
mc_cf_reply(PATH): the same for a macro that is a whole reply.
m4_define(«mc_cf_reply», «m4_indir(«reply $1»)»)
m4_divert(0)m4_dnl
