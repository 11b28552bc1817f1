sendmail\.cf:19: .* would both be names
