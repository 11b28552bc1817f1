nowhere\.cf: cannot read
