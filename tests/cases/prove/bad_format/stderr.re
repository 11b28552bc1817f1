no format "xml"
