mc_none
The queue: where and in which parts mail waits, when it is tried, who takes over, and
what becomes of notices.  Plain options stand in options.m4.

mc_unless_zero(PATH, CONF, UNIT, REASON): a plain option whose 0 means what is said elsewhere.
m4_define(«mc_unless_zero», «mc_is(«$1», «0», «», «mc_option(«$1», «$2», mc_get(«$1»)«$3», «$4»)»)»)
mc_queue_dir: with its folders.
m4_define(«mc_queue_path», «mc_queue_dir«»mc_is(«queue.folders», «1», «», «/q*»)»)

sendmail-cf reads a value again as m4 when it writes the option, and the folder of the
queue twice: so much quotes keep every word of it from acting.

For sendmail.mc and submit.mc alike.
m4_define(«mc_bounces», «mc_on(«queue.drop_double_bounces», «dnl # What cannot even be bounced is thrown away (queue.drop_double_bounces)
define(`confDOUBLE_BOUNCE_ADDRESS', `')dnl
», «dnl # What cannot even be bounced goes to the postmaster, never away (queue.double_bounce)
define(`confDOUBLE_BOUNCE_ADDRESS', ``mc_get(queue.double_bounce)'')dnl
»)mc_on(«queue.copy_errors_to», «dnl # Who watches over the mail sees each failure (queue.copy_errors_to)
define(`confCOPY_ERRORS_TO', ``mc_get(queue.copy_errors_to)'')dnl
»)»)
m4_define(«mc_queue_times», «mc_unless_zero(«queue.return_days_normal», «confTO_QUEUERETURN_NORMAL», «d», «Mail of normal priority goes back after»)mc_unless_zero(«queue.return_days_urgent», «confTO_QUEUERETURN_URGENT», «d», «Urgent mail goes back after»)mc_unless_zero(«queue.return_days_non_urgent», «confTO_QUEUERETURN_NONURGENT», «d», «Mail that is not urgent goes back after»)mc_unless_zero(«queue.warn_hours_normal», «confTO_QUEUEWARN_NORMAL», «h», «The delay of mail of normal priority is told after»)mc_unless_zero(«queue.warn_hours_urgent», «confTO_QUEUEWARN_URGENT», «h», «The delay of urgent mail is told after»)mc_unless_zero(«queue.warn_hours_non_urgent», «confTO_QUEUEWARN_NONURGENT», «h», «The delay of mail that is not urgent is told after»)mc_unless_zero(«queue.max_age_minutes», «confMAX_QUEUE_AGE», «m», «The rest between two attempts doubles up to»)»)
m4_define(«mc_resolver_times», «mc_unless_zero(«timeouts.resolver_retrans», «confTO_RESOLVER_RETRANS», «s», «The resolver asks again after»)mc_unless_zero(«timeouts.resolver_retrans_first», «confTO_RESOLVER_RETRANS_FIRST», «s», «At the first attempt the resolver asks again after»)mc_unless_zero(«timeouts.resolver_retrans_normal», «confTO_RESOLVER_RETRANS_NORMAL», «s», «At later attempts the resolver asks again after»)mc_unless_zero(«timeouts.resolver_retry», «confTO_RESOLVER_RETRY», «», «So often asks the resolver»)mc_unless_zero(«timeouts.resolver_retry_first», «confTO_RESOLVER_RETRY_FIRST», «», «So often asks the resolver at the first attempt»)mc_unless_zero(«timeouts.resolver_retry_normal», «confTO_RESOLVER_RETRY_NORMAL», «», «So often asks the resolver at later attempts»)»)
m4_ifelse(mc_get(queue.group_of), «true», «
mc_section(«feature»)
dnl # Some mail waits in a queue group of its own, which the access table names (queue.group_of)
FEATURE(`queuegroup')dnl
»)m4_dnl
mc_section(«define»)
dnl #
dnl # --- The queue ---
mc_on(«queue.directory», «dnl # Mail waits where the profile says (queue.directory)
», «dnl # Mail waits where the system's package made a folder for it (queue.directory)
»)mc_is(«queue.folders», «1», «», «dnl # spread over its folders q1 to q«»mc_get(queue.folders), all of which must exist (queue.folders)
»)define(`QUEUE_DIR', ```mc_queue_path''')dnl
mc_on(«queue.host_status», «dnl # All processes know which hosts are down (queue.host_status)
define(`confHOST_STATUS_DIRECTORY', ``mc_get(queue.host_status)'')dnl
», «dnl # No status of other hosts on the disk: parallel deliveries would wait for one another (queue.host_status)
undefine(`confHOST_STATUS_DIRECTORY')dnl
»)mc_on(«queue.hold_expensive», «dnl # Mail to other hosts waits for a run of the queue (queue.hold_expensive)
define(`confCON_EXPENSIVE', `True')dnl
define(`SMTP_MAILER_FLAGS', `e')dnl
define(`RELAY_MAILER_FLAGS', `e')dnl
»)m4_ifelse(mc_fallback_host, «», «», «dnl # It takes mail whose own hosts cannot be reached (queue.fallback_host)
define(`confFALLBACK_MX', ``mc_fallback_host'')dnl
»)m4_ifelse(mc_fallback_smart_host, «», «», «dnl # It takes mail that could not be delivered otherwise (queue.fallback_smart_host)
define(`confFALLBACK_SMARTHOST', ``mc_fallback_smart_host'')dnl
»)mc_bounces«»mc_queue_times«»mc_resolver_times«»m4_dnl
m4_ifelse(mc_queue_groups, «», «», «m4_dnl
mc_section(«config»)
dnl # Parts of the queue, and how often and by how many each is tried (queue.run_interval, runners, groups)
mc_queue_groups«»m4_dnl
»)m4_dnl
