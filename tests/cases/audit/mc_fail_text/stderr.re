^mcwizard: error: x.mc:3: 
