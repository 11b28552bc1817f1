^mcwizard: error: wrong\.mc:3: 
