unknown option
