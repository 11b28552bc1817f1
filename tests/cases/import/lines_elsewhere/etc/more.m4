LOCAL_CONFIG
D{included}1
