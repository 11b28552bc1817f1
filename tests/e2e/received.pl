# The Received: headers of a message as SpamAssassin reads them; exits 77 without it.
use strict;
use warnings;

exit 77 unless eval { require Mail::SpamAssassin; require Mail::SpamAssassin::PerMsgStatus; 1 };
my $sa = Mail::SpamAssassin->new({
    rules_filename => '/dev/null', site_rules_filename => '/dev/null',
    userprefs_filename => '/dev/null', dont_copy_prefs => 1, local_tests_only => 1,
    config_text => "util_rb_tld example org\n",
});
$sa->init(1);
my @lines = <STDIN>;
my $message = $sa->parse(\@lines);
Mail::SpamAssassin::PerMsgStatus->new($sa, $message)->extract_message_metadata();
print $message->{metadata}->{relays_trusted_str} // '', "\n";
print $message->{metadata}->{relays_untrusted_str} // '', "\n";
