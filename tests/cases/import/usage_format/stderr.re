unknown format "yaml": text or json
