^advice GREET-PAUSE: 
