^mcwizard: error: wrong\.mc:3: the sendmail-cf macros have no feature/acess_db\.m4
