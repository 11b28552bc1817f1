mc_none
Mail filters, in the order in which they see a message.

mc_filter(NAME, TITLE, SOCKET, FLAG, TIMEOUTS, FAILURE): one filter.  The second m4 reads
the equates again, so they stand in two pairs of its quotes; so do the macros.
m4_define(«mc_filter», «dnl # $2; if it fails: $6 (filters.use, filters.on_failure)
INPUT_MAIL_FILTER(`«$1»', ``S=«$3»$4, T=$5'')dnl
»)
mc_filter_macros(STAGE, CONF, MACROS)
m4_define(«mc_filter_macros», «dnl # What the filters ask for at the stage $1 (filters.use, filters.macros)
define(`$2', ``$3'')dnl
»)
mc_on(«filters.use», «
mc_section(«define»)
dnl #
dnl # --- Mail filters, in this order ---
mc_filters«»m4_dnl
»)m4_dnl
