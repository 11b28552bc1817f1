^There is no root/etc/mail/sendmail\.cf: all of the new one is new\. Its \.mc cannot be rendered: root/etc/mail/sendmail\.mc:3: esyscmd\(touch /tmp/pwned; echo 9\) runs a program$
^There is no root/etc/mail/submit\.cf: all of the new one is new\.$
^Proof: holds
