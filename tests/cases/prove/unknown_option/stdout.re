sendmail\.cf:18: in the copy that is tried: left out \(sendmail says: readcf: unknown option name NoSuchOption\)
