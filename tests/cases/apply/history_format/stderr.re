there is no format "sarif"
