^not checked several checks: mail/access: is a folder, not a file$
