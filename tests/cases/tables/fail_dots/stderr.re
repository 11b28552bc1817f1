^mcwizard: error: @CASE@/profile\.json:2:28: tables\.access_file: "\.\./access" is not valid, expected a path of plain characters, absolute or from the profile's folder$
