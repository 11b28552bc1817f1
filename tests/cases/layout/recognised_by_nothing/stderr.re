^mcwizard: warning: nothing tells which system this is for: taking the layout generic; --layout names another$
layout generic$
