^This is held against old\.mc,
! What becomes of mail
