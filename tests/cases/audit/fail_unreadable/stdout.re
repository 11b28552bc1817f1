^not checked several checks: /etc/mail/access: is a folder, not a file$
