^high MC-NAME:
^    at     x.mc:11$
^    mend   write confPRIVACY_FLAGS, if
^high MC-QUOTE:
^    at     x.mc:9$
^    at     x.mc:10$
^medium MC-AFTER:
^    at     x.mc:22$
! x.mc:13$
