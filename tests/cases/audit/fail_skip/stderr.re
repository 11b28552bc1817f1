there is no check "NO-SUCH"
