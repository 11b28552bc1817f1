^mail: 0 high, 0 medium, 0 low; [0-9]+ checks made, advice: 5 \(-v\)$
^read inbound: daemon MTA listens on every address \(mail/sendmail.cf:18\)$
