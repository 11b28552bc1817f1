there is no check "gret-ver"; did you mean "GREET-VER"\?$
