mc_none
The profile at the very end of sendmail.mc, behind dnl, so that m4 drops it: whoever reads the
.mc is past what matters, and mcwizard import gets back what it was made of.
m4_divert(0)m4_dnl
mc_profile«»m4_dnl
