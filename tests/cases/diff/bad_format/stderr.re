unknown format .xml
