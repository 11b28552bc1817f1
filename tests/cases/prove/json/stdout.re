^\{"v":1,"kind":"probe","client":"outside"
"fate":"relayed"
^\{"v":1,"kind":"summary",
! ^[^{]
