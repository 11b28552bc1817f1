^mcwizard: error: x.mc:2: the macros say: ERROR: FEATURE\(blocklist_recipients\) requires FEATURE\(access_db\)
^mcwizard: error: x.mc:3: the sendmail-cf macros have no feature/acces_db.m4
