unexpected "b.mc"
