mc_none
submit.mc: how programs on this host hand mail over, to the daemon on loopback or to the
smart host (local.handover).
m4_divert(0)m4_dnl
divert(-1)dnl
#
# mc_submit_file of mc_get(host.name), written by mcwizard mc_version.
#
# Profile:  SHA-256 mc_digest
# Made by:  mcwizard render -p PROFILE -o FOLDER
# Build it: m4 mc_submit_file > submit.cf
#
# Programs hand their mail over with this configuration, as the user mc_layout(msp_user) and
# without root's rights; mc_is(«local.handover», «direct», «the smart host does the rest, and this host needs no daemon», «the daemon on loopback, which follows sendmail.cf, does the rest»).
#
divert(0)dnl
ifdef(`_CF_DIR_', `', `define(`_CF_DIR_', `mc_layout(cf_dir)')')dnl
dnl # The same profile gives the same bytes: no banner with user, host and date.
define(`_NO_MAKEINFO_')dnl
define(`_USE_ETC_MAIL_')dnl
include(_CF_DIR_`m4/cf.m4')dnl
VERSIONID(`mcwizard mc_version, profile m4_substr(mc_digest, 0, 16)')dnl
OSTYPE(`mc_ostype')dnl
mc_section(«define»)
dnl #
dnl # --- This host ---
dnl # The host's own name, whatever the system calls itself (host.name)
define(`confDOMAIN_NAME', `mc_get(host.name)')dnl
dnl # A queue of its own, which the group of mc_layout(msp_user) may write
define(`MSP_QUEUE_DIR', `mc_layout(msp_queue_dir)')dnl
define(`STATUS_FILE', `mc_layout(msp_status_file)')dnl
define(`confPID_FILE', `mc_layout(msp_pid_file)')dnl
dnl # Debian's package takes these two out at each upgrade if no blank follows the parenthesis
define( `confRUN_AS_USER', `mc_layout(msp_user)')dnl
define( `confTRUSTED_USER', `mc_layout(msp_user)')dnl
dnl # What is known of other hosts is the daemon's business
undefine(`confHOST_STATUS_DIRECTORY')dnl
define(`confTEMP_FILE_MODE', `0600')dnl
dnl # sendmail reads no file that somebody else could have written (local.unsafe_files)
define(`confDONT_BLAME_SENDMAIL', `m4_ifelse(mc_get(local.unsafe_files), «», «safe», «mc_get(local.unsafe_files)»)')dnl
dnl # No file of relay domains here
undefine(`confCR_FILE')dnl
dnl # The host's name first in the greeting (privacy.version)
define(`confSMTP_LOGIN_MSG', `$j')dnl
dnl # What becomes of notices
mc_bounces«»mc_queue_times«»mc_is(«local.handover», «direct», «mc_resolver_times«»»)m4_dnl
mc_section(«mailer»)
mc_is(«local.handover», «direct», «dnl #
dnl # --- To the smart host itself (local.handover, outbound.smart_host) ---
mc_is(«outbound.smart_host_port», «25», «», «dnl # The port on which the smart host accepts mail (outbound.smart_host_port)
define(`RELAY_MAILER_ARGS', `TCP $h mc_get(outbound.smart_host_port)')dnl
»)FEATURE(`msp', `mc_msp_host')dnl
mc_is(«outbound.smart_host_tls», «required», «dnl # Only over TLS (outbound.smart_host_tls)
LOCAL_CONFIG
Kweaker arith
LOCAL_TLS_SERVER
R$*			$: $(weaker l $@ $&{cipher_bits} $@ 128 $)
RTRUE			$#error $@ 4.7.0 $: "403 4.7.0 encryption too weak or none"
»)», «dnl #
dnl # --- To the daemon on loopback, port 25 ---
FEATURE(`msp', `[127.0.0.1]', `25')dnl
»)m4_dnl
mc_on(«local.trusted_users», «dnl # They may name another sender without a warning (local.trusted_users)
LOCAL_CONFIG
T`mc_get(local.trusted_users)'
»)m4_dnl
