/* The rows of the table of settings, a section each; only setting.c reads them. */
#ifndef MCWIZARD_MODEL_SETTING_ROWS_H
#define MCWIZARD_MODEL_SETTING_ROWS_H

#include "model/setting.h"

/* Each ended by a row whose path is NULL. */
extern const struct setting setting_rows_host[];
extern const struct setting setting_rows_roles[];
extern const struct setting setting_rows_local[];
extern const struct setting setting_rows_outbound[];
extern const struct setting setting_rows_inbound[];
extern const struct setting setting_rows_relay[];
extern const struct setting setting_rows_received[];
extern const struct setting setting_rows_privacy[];
extern const struct setting setting_rows_logging[];
extern const struct setting setting_rows_limits[];
extern const struct setting setting_rows_access[];
extern const struct setting setting_rows_tls[];
extern const struct setting setting_rows_submission[];
extern const struct setting setting_rows_addresses[];
extern const struct setting setting_rows_masquerade[];
extern const struct setting setting_rows_refuse[];
extern const struct setting setting_rows_filters[];
extern const struct setting setting_rows_queue[];
extern const struct setting setting_rows_timeouts[];
extern const struct setting setting_rows_tables[];
extern const struct setting setting_rows_more[];
extern const struct setting setting_rows_extra[];
extern const struct setting setting_rows_apply[];
extern const struct setting setting_rows_audit[];

#endif
