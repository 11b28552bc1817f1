wants a number
